SELECT digest, task_id FROM creates
WHERE key_id = :key_id AND mark = :mark AND created_at >= now_ms() - :age_ms
