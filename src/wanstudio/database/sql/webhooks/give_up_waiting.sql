UPDATE webhook_deliveries SET state = 2, ended_at = now_ms(), problem = :problem
WHERE key_id = :key_id AND state = 0
RETURNING event_id
