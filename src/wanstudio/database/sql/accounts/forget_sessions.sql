DELETE FROM sessions WHERE expires_at <= (SELECT now_ms())
