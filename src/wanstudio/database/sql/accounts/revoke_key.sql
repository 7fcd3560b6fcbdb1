UPDATE api_keys SET revoked_at = now_ms()
WHERE key_id = :key_id AND revoked_at IS NULL
  AND account_id = :account_id -- if account_id
RETURNING key_id
