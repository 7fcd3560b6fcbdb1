INSERT INTO task_watches (task_id, until) VALUES (:task_id, now_ms() + :lasting_ms)
ON CONFLICT (task_id) DO UPDATE SET until = excluded.until
