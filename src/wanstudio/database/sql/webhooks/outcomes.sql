SELECT outcome, tries FROM webhook_outcomes ORDER BY outcome
