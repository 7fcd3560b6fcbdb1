DELETE FROM webhook_deliveries
WHERE (state > 0 AND ended_at < now_ms() - :age_ms)
   OR (state = 0 AND NOT EXISTS (SELECT 1 FROM webhooks w
                                 WHERE w.key_id = webhook_deliveries.key_id AND w.off_at IS NULL))
