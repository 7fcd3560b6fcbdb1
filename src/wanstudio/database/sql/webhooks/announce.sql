INSERT INTO webhook_deliveries (event_id, key_id, task_id, body, created_at, due_at)
SELECT CAST(:event_id AS TEXT), key_id, CAST(:task_id AS TEXT), CAST(:body AS TEXT), now_ms(), now_ms()
FROM webhooks WHERE key_id = :key_id AND off_at IS NULL
ON CONFLICT (event_id) DO NOTHING
