DELETE FROM task_watches WHERE until < (SELECT now_ms())
