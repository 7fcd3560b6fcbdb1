SELECT account_id, key_id, measure, bucket, sum(tasks) AS tasks FROM usage_times
WHERE account_id IN (SELECT value FROM json_each(:account_ids)) AND region = :region AND slot BETWEEN :first_slot AND :last_slot
  AND key_id IN (SELECT value FROM json_each(:key_ids)) AND CAST(:model AS TEXT) IN ('', model)
GROUP BY account_id, key_id, measure, bucket
