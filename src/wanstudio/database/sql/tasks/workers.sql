SELECT worker, host, pid, started_at, seen_at, now_ms() - seen_at AS silent_ms FROM workers ORDER BY started_at
