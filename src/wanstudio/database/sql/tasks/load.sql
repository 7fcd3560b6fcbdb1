SELECT count(*) AS tasks FROM tasks WHERE state = 2 AND worker = :worker
