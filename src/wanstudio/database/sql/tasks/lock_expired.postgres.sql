SELECT * FROM tasks WHERE state = 2 AND worker = :worker AND lease_until < (SELECT now_ms()) ORDER BY task_id LIMIT :most
FOR UPDATE SKIP LOCKED
