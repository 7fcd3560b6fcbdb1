SELECT key_id, secret, encryption_key_id FROM webhooks ORDER BY key_id
