SELECT task_id, attempt, outcomes FROM tasks WHERE state >= 3 AND ended_at < (SELECT now_ms()) - :age_ms
ORDER BY ended_at LIMIT :most
