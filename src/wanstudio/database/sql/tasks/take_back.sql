UPDATE tasks SET state = 1, worker = NULL, lease_until = NULL, crashes = :crashes, mates = 0
WHERE task_id = :task_id RETURNING task_id
