SELECT account_id, name FROM accounts WHERE account_id IN (SELECT value FROM json_each(:account_ids))
