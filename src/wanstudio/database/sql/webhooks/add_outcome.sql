INSERT INTO webhook_outcomes (outcome, tries) VALUES (:outcome, :tries)
ON CONFLICT (outcome) DO UPDATE SET tries = webhook_outcomes.tries + excluded.tries
