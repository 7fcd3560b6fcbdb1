SELECT hour, region, key_id, model, code, calls, images FROM usage_hours
WHERE (CAST(:account_id AS TEXT) IS NULL OR account_id = :account_id) AND hour BETWEEN :first_hour AND :last_hour
ORDER BY hour, region, model, key_id, code
