DELETE FROM creates WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM creates WHERE created_at < (SELECT now_ms()) - :age_ms
    ORDER BY created_at LIMIT :most))
RETURNING 1 AS forgotten
