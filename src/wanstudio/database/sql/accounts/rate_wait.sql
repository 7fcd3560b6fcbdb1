SELECT arrival_ms - :tolerance_ms - now_ms() AS wait_ms FROM rates
WHERE account_id = :account_id AND region = :region AND model = :model
