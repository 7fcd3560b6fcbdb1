SELECT count(*) AS total FROM tasks
WHERE account_id = :account_id AND region = :region AND submitted_at BETWEEN :start_ms AND :end_ms
  AND task_id = :task_id -- if task_id
  AND model = :model -- if model
  AND key_id = :key_id -- if key_id
  AND state = :state -- if state
  AND state < 3 AND CASE WHEN attempt > 0 THEN 1 ELSE 0 END = :begun -- if begun
