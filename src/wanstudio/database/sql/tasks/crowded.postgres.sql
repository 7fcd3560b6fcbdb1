-- Who has parked tasks: one look into their index for each. An index of standings by `parked` would make every update of a
-- busy account's row a new entry in all of its indexes.
WITH RECURSIVE crowded AS (
    (SELECT account_id, region, model FROM tasks WHERE state = 0 ORDER BY account_id, region, model LIMIT 1)
    UNION ALL
    SELECT next.account_id, next.region, next.model
    FROM crowded CROSS JOIN LATERAL (
        SELECT account_id, region, model FROM tasks
        WHERE state = 0
          AND (account_id, region, model) > (crowded.account_id, crowded.region, crowded.model)
        ORDER BY account_id, region, model LIMIT 1
    ) AS next
)
SELECT account_id, region, model FROM crowded
