SELECT account_id, name FROM accounts WHERE account_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(:account_ids AS jsonb))))
