-- A transaction awaits nothing but its connection, so a session that has been idle in one for long belongs to a process
-- that stands still or is gone.
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user AND application_name = 'wanstudio'
  AND state = 'idle in transaction'
  AND state_change < clock_timestamp() - CAST(:seconds AS DOUBLE PRECISION) * INTERVAL '1 second'
