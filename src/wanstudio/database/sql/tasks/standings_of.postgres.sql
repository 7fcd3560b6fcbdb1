-- Before a waiting task: what is claimed before it, and of its own account what is parked before it; counted up to a bound.
WITH head AS MATERIALIZED (
    SELECT priority, start_tag, task_id FROM tasks WHERE lane = :lane AND state = 1
    ORDER BY priority DESC, start_tag, task_id LIMIT :most
)
SELECT task_id, state, attempt, images,
       CASE WHEN state < 2 AND attempt = 0 THEN
           (SELECT count(*) FROM head
            WHERE head.priority > task.priority
               OR (head.priority = task.priority
                   AND (head.start_tag, head.task_id) < (task.start_tag, task.task_id)))
           + (SELECT count(*) FROM (
                  SELECT 1 FROM tasks AS parked
                  WHERE task.state = 0 AND parked.state = 0 AND parked.account_id = task.account_id
                    AND parked.region = task.region AND parked.model = task.model
                    AND parked.start_tag < task.start_tag
                  LIMIT :most) AS earlier)
       END AS before
FROM tasks AS task WHERE task_id IN (SELECT jsonb_array_elements_text(CAST(:task_ids AS jsonb)))
