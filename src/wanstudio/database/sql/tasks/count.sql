SELECT count(*) AS total FROM tasks
WHERE account_id = :account_id AND region = :region
  AND submitted_at BETWEEN :start_ms AND :end_ms
  AND (CAST(:task_id AS TEXT) IS NULL OR task_id = :task_id)
  AND (CAST(:model AS TEXT) IS NULL OR model = :model)
  AND (CAST(:key_id AS TEXT) IS NULL OR key_id = :key_id)
  AND (CAST(:status AS TEXT) IS NULL OR :status =
       CASE state WHEN 2 THEN 'RUNNING' WHEN 3 THEN 'SUCCEEDED' WHEN 4 THEN 'FAILED' WHEN 5 THEN 'CANCELED'
                  ELSE CASE WHEN attempt = 0 THEN 'PENDING' ELSE 'RUNNING' END END)
