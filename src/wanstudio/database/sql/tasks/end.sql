UPDATE tasks SET state = :state, outcomes = :outcomes, code = :code, message = :message, ended_at = now_ms(),
                 worker = NULL, lease_until = NULL
WHERE task_id = :task_id
RETURNING *
