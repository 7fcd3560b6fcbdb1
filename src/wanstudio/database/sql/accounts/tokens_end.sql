-- When the first of so many temporary keys ends that the newest ones alone are all that a key may have.
SELECT expires_at - now_ms() AS left_ms FROM api_keys
WHERE parent_id = :key_id AND expires_at > (SELECT now_ms())
ORDER BY expires_at DESC LIMIT 1 OFFSET :skipped
