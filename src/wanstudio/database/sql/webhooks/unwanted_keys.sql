-- One look into the index for each key that has anything waiting, however much that is.
WITH RECURSIVE waiting (key_id) AS (
    SELECT min(key_id) FROM webhook_deliveries WHERE state = 0
    UNION ALL
    SELECT (SELECT min(d.key_id) FROM webhook_deliveries d WHERE d.state = 0 AND d.key_id > waiting.key_id)
    FROM waiting WHERE waiting.key_id IS NOT NULL
)
SELECT waiting.key_id FROM waiting
WHERE waiting.key_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM webhooks w WHERE w.key_id = waiting.key_id AND w.off_at IS NULL)
