SELECT k.key_id, k.account_id, k.name, k.hint,
       (SELECT a.name FROM accounts a WHERE a.account_id = k.account_id) AS account
FROM api_keys k WHERE k.key_id IN (SELECT value FROM json_each(:key_ids))
