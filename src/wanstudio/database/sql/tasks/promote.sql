UPDATE tasks SET state = 1 WHERE task_id = :task_id AND state = 0 RETURNING task_id
