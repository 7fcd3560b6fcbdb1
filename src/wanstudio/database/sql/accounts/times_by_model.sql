SELECT slot / CAST(:slots AS BIGINT) AS step, model, measure, bucket, sum(tasks) AS tasks
FROM usage_times
WHERE account_id = :account_id AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND CAST(:key_id AS TEXT) IN ('', key_id)
GROUP BY 1, model, measure, bucket
