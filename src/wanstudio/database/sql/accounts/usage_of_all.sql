SELECT slot / CAST(:slots AS BIGINT) AS step, model, code, sum(calls) AS calls, sum(images) AS images
FROM usage_slots
WHERE region = :region AND slot BETWEEN :first_slot AND :last_slot
GROUP BY 1, model, code
ORDER BY 1, model, code
