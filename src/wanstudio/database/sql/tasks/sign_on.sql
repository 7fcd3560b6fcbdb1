INSERT INTO workers (worker, host, pid, started_at, seen_at) VALUES (:worker, :host, :pid, now_ms(), now_ms())
