SELECT count(*) AS images, COALESCE(sum(price_micros), 0) AS cost_micros, min(currency) AS currency,
       COALESCE(sum(CASE WHEN kind = 'free' THEN 1 ELSE 0 END), 0) AS free
FROM charges WHERE task_id = :task_id
