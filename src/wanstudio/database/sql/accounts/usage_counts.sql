SELECT slot / CAST(:slots AS BIGINT) AS step, region, key_id, model, code, sum(calls) AS calls, sum(images) AS images
FROM usage_slots
WHERE slot BETWEEN :first_slot AND :last_slot
  AND (CAST(:account_id AS TEXT) IS NULL OR account_id = :account_id)
  AND (CAST(:region AS TEXT) IS NULL OR region = :region)
GROUP BY 1, region, key_id, model, code
ORDER BY 1, region, model, key_id, code
