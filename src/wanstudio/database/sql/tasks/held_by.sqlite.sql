-- The plus: sort the few that run, do not walk through all tasks in the order of their ids.
SELECT * FROM tasks WHERE state = 2 AND worker = :worker ORDER BY +task_id LIMIT :most
