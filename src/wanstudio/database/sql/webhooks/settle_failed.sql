-- One more try when the patience ends; what fails then is given up. The clock is read once: it may pass that moment.
UPDATE webhook_deliveries
SET problem = :problem,
    state = CASE WHEN clock.now < first_tried_at + :patience_ms THEN 0 ELSE 2 END,
    ended_at = CASE WHEN clock.now < first_tried_at + :patience_ms THEN NULL ELSE clock.now END,
    due_at = CASE WHEN clock.now + :pause_ms < first_tried_at + :patience_ms THEN clock.now + :pause_ms
                  ELSE first_tried_at + :patience_ms END
FROM (SELECT now_ms() AS now) AS clock
WHERE event_id = :event_id AND state = 0 AND tries = :tries
RETURNING state
