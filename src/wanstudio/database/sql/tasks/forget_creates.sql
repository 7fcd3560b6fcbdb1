DELETE FROM creates WHERE created_at < now_ms() - :age_ms
