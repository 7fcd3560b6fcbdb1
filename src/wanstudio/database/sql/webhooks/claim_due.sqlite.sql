SELECT event_id FROM webhook_deliveries WHERE key_id = :key_id AND state = 0 AND due_at <= (SELECT now_ms())
ORDER BY due_at, event_id LIMIT :most
