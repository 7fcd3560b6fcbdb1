SELECT account_id, name, count(*) OVER () AS found
FROM accounts
WHERE lower(name) LIKE lower(:pattern) ESCAPE '!' OR lower(account_id) LIKE lower(:pattern) ESCAPE '!'
ORDER BY CASE WHEN name = :exact OR account_id = :exact THEN 0 ELSE 1 END, name
LIMIT :most
