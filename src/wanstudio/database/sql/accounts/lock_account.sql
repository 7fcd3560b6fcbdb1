UPDATE accounts SET weight = weight WHERE account_id = :account_id RETURNING account_id
