SELECT count(*) AS keys FROM api_keys
WHERE account_id = :account_id AND parent_id IS NULL AND revoked_at IS NULL AND key_id NOT LIKE 'console-%'
