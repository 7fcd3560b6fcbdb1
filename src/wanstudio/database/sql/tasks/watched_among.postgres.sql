SELECT task_id FROM task_watches
WHERE task_id IN (SELECT jsonb_array_elements_text(CAST(:task_ids AS jsonb))) AND until >= (SELECT now_ms())
