-- What is skipped is skipped in an index; only the rows of the page are read.
SELECT task.* FROM (
    SELECT task_id, submitted_at FROM tasks
    WHERE account_id = :account_id AND region = :region AND submitted_at BETWEEN :start_ms AND :end_ms
      AND task_id = :task_id -- if task_id
      AND model = :model -- if model
      AND key_id = :key_id -- if key_id
      AND state = :state -- if state
      AND state < 3 AND CASE WHEN attempt > 0 THEN 1 ELSE 0 END = :begun -- if begun
    ORDER BY submitted_at DESC, task_id LIMIT :page_size OFFSET :skipped
) AS page JOIN tasks AS task ON task.task_id = page.task_id
ORDER BY page.submitted_at DESC, page.task_id
