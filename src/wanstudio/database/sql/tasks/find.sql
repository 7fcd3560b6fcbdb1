SELECT * FROM tasks WHERE task_id = :task_id AND account_id = :account_id AND region = :region
