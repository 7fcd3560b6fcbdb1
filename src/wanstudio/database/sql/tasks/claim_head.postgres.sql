SELECT * FROM tasks WHERE lane = :lane AND state = 1 ORDER BY priority DESC, start_tag, task_id LIMIT 1 FOR UPDATE SKIP LOCKED
