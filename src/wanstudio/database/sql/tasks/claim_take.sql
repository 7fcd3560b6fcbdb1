UPDATE tasks SET state = 2, worker = :worker, attempt = attempt + 1, mates = 1,
                 lease_until = now_ms() + :lease_ms, scheduled_at = coalesce(scheduled_at, now_ms())
WHERE task_id = :task_id
RETURNING *
