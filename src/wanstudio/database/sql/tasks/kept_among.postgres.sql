SELECT task_id FROM tasks WHERE task_id IN (SELECT jsonb_array_elements_text(CAST(:task_ids AS jsonb)))
