SELECT account_id, name FROM accounts ORDER BY name
