SELECT * FROM tasks
WHERE lane = :lane AND batch_key = :batch_key AND state = 1 AND attempt = 0 AND task_id <> :task_id
ORDER BY priority DESC, start_tag, task_id LIMIT :most
FOR UPDATE SKIP LOCKED
