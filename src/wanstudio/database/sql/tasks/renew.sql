UPDATE tasks SET lease_until = now_ms() + :lease_ms WHERE worker = :worker AND state = 2 RETURNING task_id, attempt
