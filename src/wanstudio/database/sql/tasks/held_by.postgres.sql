SELECT * FROM tasks WHERE state = 2 AND worker = :worker ORDER BY task_id LIMIT :most
FOR UPDATE SKIP LOCKED
