-- Two looks into the index for each key that has anything waiting, however much that is.
WITH RECURSIVE waiting (key_id) AS (
    SELECT min(key_id) FROM webhook_deliveries WHERE state = 0
    UNION ALL
    SELECT (SELECT min(d.key_id) FROM webhook_deliveries d WHERE d.state = 0 AND d.key_id > waiting.key_id)
    FROM waiting WHERE waiting.key_id IS NOT NULL
), first_due (key_id, due_at) AS (
    SELECT waiting.key_id,
           (SELECT min(d.due_at) FROM webhook_deliveries d WHERE d.state = 0 AND d.key_id = waiting.key_id)
    FROM waiting WHERE waiting.key_id IS NOT NULL
)
SELECT first_due.key_id FROM first_due JOIN webhooks w ON w.key_id = first_due.key_id
WHERE w.off_at IS NULL AND first_due.due_at <= (SELECT now_ms())
ORDER BY first_due.due_at, first_due.key_id
