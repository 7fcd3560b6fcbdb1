SELECT w.worker, w.host, w.machine, w.pid, w.started_at, w.seen_at, now_ms() - w.seen_at AS silent_ms, w.status,
       coalesce(holding.held, 0) AS held
FROM workers w
     LEFT JOIN (SELECT worker, count(*) AS held FROM tasks WHERE state = 2 GROUP BY worker) AS holding
     ON holding.worker = w.worker
ORDER BY w.started_at
