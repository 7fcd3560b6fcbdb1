SELECT task_id FROM tasks WHERE lane = :lane AND state = 1 LIMIT 1
