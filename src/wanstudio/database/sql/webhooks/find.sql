SELECT key_id, url, secret, encryption_key_id, off_at FROM webhooks WHERE key_id = :key_id
