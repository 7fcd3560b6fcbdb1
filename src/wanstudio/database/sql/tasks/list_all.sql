SELECT * FROM tasks WHERE (CAST(:state AS BIGINT) IS NULL OR state = :state)
ORDER BY submitted_at DESC, task_id LIMIT :most
