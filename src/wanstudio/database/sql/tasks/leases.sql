SELECT task_id, worker, model, attempt, images, scheduled_at, lease_until - now_ms() AS left_ms
FROM tasks WHERE state = 2 ORDER BY scheduled_at LIMIT :most
