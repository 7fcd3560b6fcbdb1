DELETE FROM webhook_deliveries WHERE rowid IN (
    SELECT rowid FROM webhook_deliveries WHERE state > 0 AND ended_at < (SELECT now_ms()) - :age_ms
    ORDER BY ended_at LIMIT :most)
RETURNING 1 AS forgotten
