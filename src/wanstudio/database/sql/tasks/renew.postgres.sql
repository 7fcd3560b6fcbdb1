UPDATE tasks SET lease_until = now_ms() + :lease_ms
WHERE task_id IN (SELECT jsonb_array_elements_text(CAST(:task_ids AS jsonb))) AND worker = :worker AND state = 2
RETURNING task_id, attempt
