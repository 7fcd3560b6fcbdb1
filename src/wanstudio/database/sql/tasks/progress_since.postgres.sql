SELECT progress.* FROM jsonb_array_elements(CAST(:known AS jsonb)) AS known
JOIN task_progress AS progress ON progress.task_id = known ->> 0
WHERE (progress.attempt, progress.version) > (CAST(known ->> 1 AS BIGINT), CAST(known ->> 2 AS BIGINT))
