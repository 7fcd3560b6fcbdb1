SELECT slot / CAST(:slots AS BIGINT) AS step, model, measure, bucket, sum(tasks) AS tasks
FROM usage_times
WHERE region = :region AND slot BETWEEN :first_slot AND :last_slot
GROUP BY 1, model, measure, bucket
