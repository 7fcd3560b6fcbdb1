-- By what happened last: each half has its index, which an order by submission alone would need another for.
SELECT * FROM (
    SELECT * FROM (SELECT * FROM tasks WHERE state < 3 ORDER BY submitted_at DESC LIMIT :most) AS waiting
    UNION ALL
    SELECT * FROM (SELECT * FROM tasks WHERE state >= 3 ORDER BY ended_at DESC LIMIT :most) AS ended
) AS latest
ORDER BY coalesce(ended_at, submitted_at) DESC, task_id LIMIT :most
