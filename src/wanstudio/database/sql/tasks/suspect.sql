INSERT INTO suspected_crashes (worker, task_id, suspected_at) VALUES (:worker, :task_id, now_ms())
ON CONFLICT (worker, task_id) DO NOTHING
