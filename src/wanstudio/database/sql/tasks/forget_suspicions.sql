DELETE FROM suspected_crashes WHERE suspected_at < (SELECT now_ms()) - :silent_ms
