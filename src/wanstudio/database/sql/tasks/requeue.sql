UPDATE tasks SET state = 1, worker = NULL, lease_until = NULL, mates = 0
WHERE task_id = :task_id AND worker = :worker AND attempt = :attempt AND state = 2
RETURNING task_id
