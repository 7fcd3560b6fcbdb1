DELETE FROM task_watches WHERE until < now_ms()
