SELECT min(charged_at) AS charged_at FROM charges WHERE account_id = :account_id
