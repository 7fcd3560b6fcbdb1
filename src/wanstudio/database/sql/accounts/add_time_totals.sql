INSERT INTO usage_time_totals (model, measure, bucket, tasks)
SELECT model, measure, bucket, sum(tasks) FROM usage_times
WHERE slot > :after_slot AND slot <= :through_slot
GROUP BY model, measure, bucket
ON CONFLICT (model, measure, bucket) DO UPDATE SET tasks = usage_time_totals.tasks + excluded.tasks
