UPDATE tasks SET state = 1, worker = NULL, lease_until = NULL, crashes = crashes + 1, mates = 0,
                 settle_error = :settle_error
WHERE task_id = :task_id AND worker = :worker AND attempt = :attempt AND state = 2
RETURNING *
