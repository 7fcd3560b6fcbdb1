INSERT INTO usage_times (slot, account_id, region, key_id, model, measure, bucket, tasks)
SELECT CAST(:hour AS BIGINT), account_id, region, key_id, model, measure, bucket, sum(tasks) FROM usage_times
WHERE slot > :hour AND slot < :next_hour
GROUP BY account_id, region, key_id, model, measure, bucket
ON CONFLICT (slot, account_id, region, key_id, model, measure, bucket) DO UPDATE SET
    tasks = usage_times.tasks + excluded.tasks
