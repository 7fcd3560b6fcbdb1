DELETE FROM suspected_crashes WHERE worker = :worker RETURNING task_id
