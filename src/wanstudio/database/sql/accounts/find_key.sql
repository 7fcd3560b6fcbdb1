SELECT k.key_id, k.account_id, k.region, k.parent_id, k.expires_at, a.weight
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
     LEFT JOIN api_keys p ON p.key_id = k.parent_id
WHERE k.secret_hash = :secret_hash AND k.revoked_at IS NULL AND p.revoked_at IS NULL
  AND (k.expires_at IS NULL OR k.expires_at > (SELECT now_ms()))
