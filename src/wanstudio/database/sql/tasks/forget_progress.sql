DELETE FROM task_progress
WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE tasks.task_id = task_progress.task_id AND state < 3)
