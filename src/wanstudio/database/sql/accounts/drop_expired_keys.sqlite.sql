DELETE FROM api_keys WHERE rowid IN (
    SELECT rowid FROM api_keys WHERE expires_at < (SELECT now_ms()) - 60000
    ORDER BY expires_at LIMIT :most)
RETURNING 1 AS forgotten
