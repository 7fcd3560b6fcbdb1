SELECT account_id, name, weight, created_at FROM accounts WHERE name = :name
