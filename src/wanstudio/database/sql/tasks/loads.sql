SELECT worker, count(*) AS tasks FROM tasks WHERE state = 2 GROUP BY worker
