SELECT d.key_id FROM webhook_deliveries d JOIN webhooks w ON w.key_id = d.key_id
WHERE w.off_at IS NULL AND d.state = 0 AND d.due_at <= (SELECT now_ms())
GROUP BY d.key_id ORDER BY min(d.due_at), d.key_id
