-- Of a key whose webhook was removed or switched off.
DELETE FROM webhook_deliveries WHERE rowid IN (
    SELECT rowid FROM webhook_deliveries
    WHERE key_id = :key_id AND state = 0
      AND NOT EXISTS (SELECT 1 FROM webhooks WHERE webhooks.key_id = :key_id AND off_at IS NULL)
    ORDER BY due_at LIMIT :most)
RETURNING 1 AS forgotten
