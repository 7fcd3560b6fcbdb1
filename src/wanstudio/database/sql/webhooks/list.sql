SELECT w.key_id, w.url, w.created_at, w.off_at,
       (SELECT count(*) FROM webhook_deliveries d WHERE d.key_id = w.key_id AND d.state = 0) AS waiting,
       (SELECT count(*) FROM webhook_deliveries d WHERE d.key_id = w.key_id AND d.state = 2) AS given_up,
       last.state AS last_state, last.problem AS last_problem, last.tried_at AS last_tried_at
FROM webhooks w LEFT JOIN webhook_deliveries last ON last.event_id =
     (SELECT d.event_id FROM webhook_deliveries d WHERE d.key_id = w.key_id AND d.tried_at IS NOT NULL
      ORDER BY d.tried_at DESC, d.event_id LIMIT 1)
ORDER BY w.created_at, w.key_id
