SELECT CASE WHEN state = 2 THEN 'running' WHEN state = 1 THEN 'ready' ELSE 'parked' END AS state, model,
       count(*) AS tasks, now_ms() - min(submitted_at) AS oldest_ms
FROM tasks WHERE state < 3 GROUP BY state, model
