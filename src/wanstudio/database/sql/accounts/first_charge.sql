-- One look into the index for each account, however long its ledger is.
SELECT min(first_at) AS charged_at
FROM (SELECT (SELECT min(c.charged_at) FROM charges c WHERE c.account_id = a.account_id) AS first_at
      FROM accounts a
      WHERE CAST(:account_id AS TEXT) IS NULL OR a.account_id = :account_id) AS firsts
