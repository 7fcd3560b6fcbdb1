SELECT now_ms() - created_at AS age_ms FROM accounts WHERE account_id = :account_id
