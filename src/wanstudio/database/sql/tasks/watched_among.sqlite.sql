SELECT task_id FROM task_watches WHERE task_id IN (SELECT value FROM json_each(:task_ids)) AND until >= (SELECT now_ms())
