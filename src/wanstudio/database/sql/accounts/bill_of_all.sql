SELECT region, model, kind, currency, count(*) AS images, sum(price_micros) AS cost_micros
FROM charges
WHERE region = :region AND charged_at BETWEEN :start_ms AND :end_ms
GROUP BY region, model, kind, currency ORDER BY region, model, kind
