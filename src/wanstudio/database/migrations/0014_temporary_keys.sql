CREATE INDEX api_keys_temporary ON api_keys (parent_id, expires_at) WHERE parent_id IS NOT NULL;
