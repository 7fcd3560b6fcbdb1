SELECT s.token_hash, s.csrf, s.account_id, s.region, u.user_id, u.name, u.role, a.name AS account, a.weight
FROM sessions s JOIN users u ON u.user_id = s.user_id JOIN accounts a ON a.account_id = s.account_id
WHERE s.token_hash = :token_hash AND s.expires_at > (SELECT now_ms())
