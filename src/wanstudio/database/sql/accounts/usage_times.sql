SELECT slot / CAST(:slots AS BIGINT) AS step, region, key_id, model, measure, bucket, sum(tasks) AS tasks
FROM usage_times
WHERE slot BETWEEN :first_slot AND :last_slot
  AND (CAST(:account_id AS TEXT) IS NULL OR account_id = :account_id)
  AND (CAST(:region AS TEXT) IS NULL OR region = :region)
GROUP BY 1, region, key_id, model, measure, bucket
