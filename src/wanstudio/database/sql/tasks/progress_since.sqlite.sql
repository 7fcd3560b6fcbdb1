SELECT progress.* FROM json_each(:known) AS known
JOIN task_progress AS progress ON progress.task_id = known.value ->> 0
WHERE (progress.attempt, progress.version) > (known.value ->> 1, known.value ->> 2)
