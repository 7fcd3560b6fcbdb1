SELECT slot / CAST(:slots AS BIGINT) AS step, model, code, sum(calls) AS calls, sum(images) AS images
FROM usage_slots
WHERE account_id = :account_id AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND CAST(:key_id AS TEXT) IN ('', key_id)
GROUP BY 1, model, code
ORDER BY 1, model, code
