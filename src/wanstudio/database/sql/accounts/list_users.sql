SELECT u.user_id, u.name, u.role, u.account_id, u.created_at, u.seen_at, a.name AS account
FROM users u JOIN accounts a ON a.account_id = u.account_id
ORDER BY u.name
