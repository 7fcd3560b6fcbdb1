SELECT model, bucket, sum(tasks) AS tasks FROM usage_times
WHERE measure = :measure GROUP BY model, bucket ORDER BY model, bucket
