SELECT * FROM tasks WHERE state < 3 AND submitted_at < now_ms() - :age_ms ORDER BY task_id LIMIT :most
