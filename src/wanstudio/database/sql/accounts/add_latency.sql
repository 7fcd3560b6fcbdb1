INSERT INTO usage_latencies (hour, account_id, region, key_id, model, bucket, tasks)
VALUES (now_ms() / 3600000, :account_id, :region, :key_id, :model, :bucket, 1)
ON CONFLICT (hour, account_id, region, key_id, model, bucket) DO UPDATE SET tasks = usage_latencies.tasks + 1
