SELECT * FROM tasks WHERE state = 2 AND lease_until < now_ms() ORDER BY task_id LIMIT :most
