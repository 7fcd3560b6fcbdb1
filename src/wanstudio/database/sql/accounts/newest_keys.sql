SELECT k.key_id, a.name AS account, k.region, k.name, k.hint, k.created_at, k.revoked_at, k.last_used_at,
       count(*) OVER () AS found
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
WHERE k.account_id = :account_id AND k.region = :region AND k.parent_id IS NULL
ORDER BY CASE WHEN k.revoked_at IS NULL THEN 0 ELSE 1 END, k.created_at DESC, k.key_id
LIMIT :most
