-- The upper bound: as in usage_totals.sql.
SELECT model, bucket, sum(tasks) AS tasks
FROM (SELECT model, measure, bucket, tasks FROM usage_time_totals
      UNION ALL
      SELECT model, measure, bucket, tasks FROM usage_times
      WHERE slot > (SELECT slot FROM usage_totals_through) AND slot < 1000000000000) AS all_of_it
WHERE measure = :measure GROUP BY model, bucket ORDER BY model, bucket
