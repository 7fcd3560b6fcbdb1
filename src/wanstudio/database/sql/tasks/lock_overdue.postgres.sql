SELECT * FROM tasks WHERE task_id = :task_id AND state < 3 AND submitted_at < (SELECT now_ms()) - :age_ms
FOR UPDATE SKIP LOCKED
