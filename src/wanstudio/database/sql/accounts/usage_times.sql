SELECT slot / CAST(:slots AS BIGINT) AS step, model, key_id, measure, bucket, sum(tasks) AS tasks
FROM usage_times
WHERE account_id = :account_id AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND CAST(:key_id AS TEXT) IN ('', key_id) AND CAST(:model AS TEXT) IN ('', model)
GROUP BY 1, model, key_id, measure, bucket
