DELETE FROM creates WHERE rowid IN (
    SELECT rowid FROM creates WHERE created_at < (SELECT now_ms()) - :age_ms
    ORDER BY created_at LIMIT :most)
RETURNING 1 AS forgotten
