-- The plus: sort the few that run, do not walk through all tasks in the order of their ids.
SELECT task.*, (SELECT now_ms()) - task.lease_until AS late_ms,
       EXISTS (SELECT 1 FROM workers WHERE workers.worker = task.worker AND workers.seen_at > task.lease_until)
           AS heard_since
FROM tasks AS task WHERE task.state = 2 AND task.worker = :worker AND task.lease_until < (SELECT now_ms())
ORDER BY +task.task_id LIMIT :most
