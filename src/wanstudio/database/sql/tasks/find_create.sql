SELECT digest, task_id FROM creates
WHERE key_id = :key_id AND mark = :mark AND created_at >= (SELECT now_ms()) - :age_ms
