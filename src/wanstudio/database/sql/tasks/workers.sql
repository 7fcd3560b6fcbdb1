SELECT w.worker, w.host, w.machine, w.pid, w.started_at, w.seen_at, now_ms() - w.seen_at AS silent_ms, w.status,
       (SELECT count(*) FROM tasks t WHERE t.state = 2 AND t.worker = w.worker) AS held
FROM workers w ORDER BY w.started_at
