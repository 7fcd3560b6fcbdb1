DELETE FROM creates WHERE created_at < (SELECT now_ms()) - :age_ms
