SELECT model, code, sum(calls) AS calls, sum(images) AS images FROM usage_hours GROUP BY model, code
