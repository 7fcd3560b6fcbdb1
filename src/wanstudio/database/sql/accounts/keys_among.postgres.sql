SELECT k.key_id, k.account_id, k.name, k.hint, a.name AS account
FROM api_keys k JOIN accounts a ON a.account_id = k.account_id
WHERE k.key_id IN (SELECT jsonb_array_elements_text(CAST(:key_ids AS jsonb)))
