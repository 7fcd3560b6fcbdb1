-- Who has parked tasks: one look into their index for each.
WITH RECURSIVE firsts (task_id) AS (
    SELECT (SELECT task_id FROM tasks INDEXED BY tasks_parked WHERE state = 0 ORDER BY account_id, region, model LIMIT 1)
    UNION ALL
    SELECT (SELECT task_id FROM tasks INDEXED BY tasks_parked
            WHERE state = 0 AND (account_id, region, model) > (last.account_id, last.region, last.model)
            ORDER BY account_id, region, model LIMIT 1)
    FROM firsts CROSS JOIN tasks AS last ON last.task_id = firsts.task_id
)
SELECT account_id, region, model FROM firsts CROSS JOIN tasks ON tasks.task_id = firsts.task_id
