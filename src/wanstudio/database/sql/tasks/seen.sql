-- A worker that was struck off while it lived is there again.
INSERT INTO workers (worker, host, machine, pid, started_at, seen_at, status)
VALUES (:worker, :host, :machine, :pid, now_ms(), now_ms(), CAST(:status AS TEXT))
ON CONFLICT (worker) DO UPDATE
SET seen_at = excluded.seen_at, machine = excluded.machine, status = COALESCE(excluded.status, workers.status)
