SELECT model, bucket, sum(tasks) AS tasks
FROM (SELECT model, measure, bucket, tasks FROM usage_time_totals
      UNION ALL
      SELECT model, measure, bucket, tasks FROM usage_times
      WHERE slot > (SELECT slot FROM usage_totals_through)) AS all_of_it
WHERE measure = :measure GROUP BY model, bucket ORDER BY model, bucket
