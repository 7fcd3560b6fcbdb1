SELECT u.user_id, u.name, u.role, u.account_id, u.created_at, u.seen_at, a.name AS account, count(*) OVER () AS found
FROM users u JOIN accounts a ON a.account_id = u.account_id
WHERE lower(u.name) LIKE lower(:pattern) ESCAPE '!' OR lower(a.name) LIKE lower(:pattern) ESCAPE '!'
   OR u.account_id LIKE lower(:pattern) ESCAPE '!'
ORDER BY CASE WHEN u.name = :exact THEN 0 ELSE 1 END, u.name
LIMIT :most
