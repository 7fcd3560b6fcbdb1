-- Who has parked tasks: one look into their index for each. An index of standings by `parked` would make every update of a
-- busy account's row a new entry in all of its indexes on PostgreSQL.
WITH RECURSIVE firsts (task_id) AS (
    SELECT (SELECT task_id FROM tasks WHERE state = 0 ORDER BY account_id, region, model LIMIT 1)
    UNION ALL
    SELECT (SELECT task_id FROM tasks
            WHERE state = 0 AND (account_id, region, model) > (last.account_id, last.region, last.model)
            ORDER BY account_id, region, model LIMIT 1)
    FROM firsts JOIN tasks AS last ON last.task_id = firsts.task_id
)
SELECT account_id, region, model FROM firsts JOIN tasks ON tasks.task_id = firsts.task_id
