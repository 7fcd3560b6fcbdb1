SELECT model, key_id, kind, count(*) AS images, sum(price_micros) AS cost_micros
FROM charges
WHERE account_id = :account_id AND region = :region AND charged_at BETWEEN :start_ms AND :end_ms
GROUP BY model, key_id, kind ORDER BY model, key_id, kind
