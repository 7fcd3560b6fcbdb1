SELECT min(c.charged_at) AS charged_at FROM accounts a CROSS JOIN charges c
WHERE (CAST(:account_id AS TEXT) IS NULL OR a.account_id = :account_id) AND c.account_id = a.account_id
