SELECT k.key_id, k.account_id, k.name, k.hint,
       (SELECT a.name FROM accounts a WHERE a.account_id = k.account_id) AS account
FROM api_keys k WHERE k.key_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(:key_ids AS jsonb))))
