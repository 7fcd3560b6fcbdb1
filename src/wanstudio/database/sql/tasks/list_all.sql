SELECT * FROM tasks ORDER BY submitted_at DESC, task_id LIMIT :most
