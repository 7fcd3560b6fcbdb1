SELECT slot / CAST(:slots AS BIGINT) AS step, model, key_id, code, sum(calls) AS calls, sum(images) AS images
FROM usage_slots
WHERE account_id = :account_id AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND CAST(:key_id AS TEXT) IN ('', key_id) AND CAST(:model AS TEXT) IN ('', model)
GROUP BY 1, model, key_id, code
ORDER BY 1, model, key_id, code
