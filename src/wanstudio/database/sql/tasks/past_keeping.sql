SELECT task_id, attempt, outcomes FROM tasks WHERE state >= 3 AND ended_at < now_ms() - :age_ms LIMIT :most
