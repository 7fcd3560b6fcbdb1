SELECT task_id FROM tasks
WHERE account_id = :account_id AND region = :region AND model = :model AND state = 0
ORDER BY start_tag, task_id LIMIT :most
FOR UPDATE SKIP LOCKED
