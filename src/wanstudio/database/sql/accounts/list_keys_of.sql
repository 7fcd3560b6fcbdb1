SELECT k.key_id, a.name AS account, k.region, k.name, k.hint, k.created_at, k.revoked_at, k.last_used_at
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
WHERE k.account_id = :account_id AND k.parent_id IS NULL
ORDER BY k.created_at, k.key_id
