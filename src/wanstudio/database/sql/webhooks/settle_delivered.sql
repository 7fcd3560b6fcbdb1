UPDATE webhook_deliveries SET state = 1, ended_at = now_ms(), problem = NULL
WHERE event_id = :event_id AND state = 0
RETURNING state
