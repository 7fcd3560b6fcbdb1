-- One more try when the patience ends; what fails then is given up.
UPDATE webhook_deliveries
SET problem = :problem,
    state = CASE WHEN now_ms() < first_tried_at + :patience_ms THEN 0 ELSE 2 END,
    ended_at = CASE WHEN now_ms() < first_tried_at + :patience_ms THEN NULL ELSE now_ms() END,
    due_at = CASE WHEN now_ms() + :pause_ms < first_tried_at + :patience_ms THEN now_ms() + :pause_ms
                  ELSE first_tried_at + :patience_ms END
WHERE event_id = :event_id AND state = 0 AND tries = :tries
RETURNING state
