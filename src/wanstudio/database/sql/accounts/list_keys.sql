SELECT k.key_id, a.name AS account, k.region, k.name, k.hint, k.created_at, k.revoked_at, k.last_used_at
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
WHERE k.parent_id IS NULL
  AND k.account_id = :account_id -- if account_id
ORDER BY k.created_at, k.key_id
