SELECT count(*) AS images FROM charges WHERE task_id = :task_id
