SELECT charged_at, task_id, image_no, model, key_id, kind, price_micros, currency FROM charges
WHERE account_id = :account_id AND region = :region AND charged_at >= :after_ms AND charged_at <= :end_ms
  AND (charged_at, task_id, image_no) > (CAST(:after_ms AS BIGINT), CAST(:after_task AS TEXT), CAST(:after_image AS BIGINT))
ORDER BY charged_at, task_id, image_no LIMIT :most
