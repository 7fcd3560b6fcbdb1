DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM webhook_deliveries WHERE state > 0 AND ended_at < (SELECT now_ms()) - :age_ms
    ORDER BY ended_at LIMIT :most))
RETURNING 1 AS forgotten
