DELETE FROM workers WHERE seen_at < now_ms() - :silent_ms
