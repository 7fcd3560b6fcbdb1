UPDATE tasks SET state = 5, left_state = state, ended_at = now_ms()
WHERE task_id = :task_id AND account_id = :account_id AND region = :region AND state IN (0, 1) AND attempt = 0
RETURNING *
