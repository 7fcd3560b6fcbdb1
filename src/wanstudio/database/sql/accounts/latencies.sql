SELECT hour, region, key_id, model, bucket, tasks FROM usage_latencies
WHERE (CAST(:account_id AS TEXT) IS NULL OR account_id = :account_id) AND hour BETWEEN :first_hour AND :last_hour
