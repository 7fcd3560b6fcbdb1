SELECT k.key_id, k.account_id, k.name, k.hint, a.name AS account
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
WHERE k.key_id IN (SELECT value FROM json_each(:key_ids))
