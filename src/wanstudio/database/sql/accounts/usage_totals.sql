SELECT model, code, sum(calls) AS calls, sum(images) AS images FROM usage_slots GROUP BY model, code
