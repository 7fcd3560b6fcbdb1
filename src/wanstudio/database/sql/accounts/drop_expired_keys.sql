DELETE FROM api_keys WHERE expires_at < (SELECT now_ms()) - 60000
