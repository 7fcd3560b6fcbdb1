UPDATE tasks SET lease_until = now_ms() + :lease_ms
WHERE task_id IN (SELECT value FROM json_each(:task_ids)) AND worker = :worker AND state = 2
RETURNING task_id, attempt
