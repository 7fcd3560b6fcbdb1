UPDATE tasks SET crashes = crashes - 1 WHERE task_id = :task_id AND state < 3 AND crashes > 0
