-- Again by the same worker where the answer was lost.
INSERT INTO workers (worker, host, pid, started_at, seen_at) VALUES (:worker, :host, :pid, now_ms(), now_ms())
ON CONFLICT (worker) DO UPDATE SET seen_at = excluded.seen_at
