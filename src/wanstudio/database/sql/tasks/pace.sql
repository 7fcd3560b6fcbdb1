SELECT model, count(*) AS tasks, sum(images) AS images, sum(ended_at - scheduled_at) AS painted_ms
FROM tasks
WHERE state >= 3 AND ended_at > (SELECT now_ms()) - :age_ms
  AND ended_at <= (SELECT now_ms())
  AND state = 3 AND region = :region AND scheduled_at IS NOT NULL
GROUP BY model
