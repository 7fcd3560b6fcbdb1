SELECT model, bucket, sum(tasks) AS tasks FROM usage_latencies GROUP BY model, bucket ORDER BY model, bucket
