DELETE FROM creates WHERE key_id = :key_id AND mark = :mark AND task_id = :task_id
