SELECT key_id FROM api_keys WHERE key_id = :key_id AND parent_id IS NULL AND revoked_at IS NULL
