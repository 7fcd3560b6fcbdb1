SELECT key_id, url, secret, off_at FROM webhooks WHERE key_id = :key_id
