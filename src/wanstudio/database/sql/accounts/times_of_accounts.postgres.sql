SELECT account_id, measure, bucket, sum(tasks) AS tasks FROM usage_times
WHERE account_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST(:account_ids AS jsonb)))) AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND CAST(:model AS TEXT) IN ('', model)
GROUP BY account_id, measure, bucket
