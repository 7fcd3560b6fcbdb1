DELETE FROM api_keys WHERE expires_at < now_ms() - 60000
