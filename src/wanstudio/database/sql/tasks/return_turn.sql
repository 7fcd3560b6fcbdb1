-- Of a task that was cancelled or failed nothing was painted: its account's next one need not wait for it.
UPDATE turns SET finish_tag = finish_tag - CAST(:images AS DOUBLE PRECISION)
    / coalesce((SELECT weight FROM accounts WHERE accounts.account_id = turns.account_id), 1)
WHERE account_id = :account_id AND lane = :lane
