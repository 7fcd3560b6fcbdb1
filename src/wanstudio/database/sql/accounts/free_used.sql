SELECT a.created_at, q.model, q.used
FROM accounts a LEFT JOIN free_quotas q ON q.account_id = a.account_id AND q.region = :region
WHERE a.account_id = :account_id
