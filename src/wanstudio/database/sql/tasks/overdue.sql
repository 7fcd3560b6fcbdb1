SELECT task_id FROM tasks WHERE state < 3 AND submitted_at < (SELECT now_ms()) - :age_ms
ORDER BY submitted_at LIMIT :most
