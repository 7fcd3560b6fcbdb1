-- Of keys whose webhook was removed or switched off.
DELETE FROM webhook_deliveries
WHERE state = 0 AND NOT EXISTS (SELECT 1 FROM webhooks w
                                WHERE w.key_id = webhook_deliveries.key_id AND w.off_at IS NULL)
