DELETE FROM api_keys WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM api_keys WHERE expires_at < (SELECT now_ms()) - 60000
    ORDER BY expires_at LIMIT :most))
RETURNING 1 AS forgotten
