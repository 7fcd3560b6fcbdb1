UPDATE tasks SET lease_until = now_ms() + :lease_ms
WHERE state = 2 AND lease_until > (SELECT now_ms()) + :lease_ms
RETURNING task_id
