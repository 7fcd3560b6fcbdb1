INSERT INTO usage_times (slot, account_id, region, key_id, model, measure, bucket, tasks)
VALUES (now_ms() / 300000, :account_id, :region, :key_id, :model, 'latency', :latency, 1),
       (now_ms() / 300000, :account_id, :region, :key_id, :model, 'wait', :wait, 1)
ON CONFLICT (slot, account_id, region, key_id, model, measure, bucket) DO UPDATE SET tasks = usage_times.tasks + 1
