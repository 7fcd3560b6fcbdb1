UPDATE webhooks SET off_at = now_ms() WHERE key_id = :key_id AND url = :url AND off_at IS NULL RETURNING key_id
