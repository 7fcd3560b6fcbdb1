DELETE FROM webhooks WHERE key_id = :key_id RETURNING key_id
