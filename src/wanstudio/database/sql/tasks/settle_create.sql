UPDATE creates SET task_id = :task_id WHERE key_id = :key_id AND mark = :mark
