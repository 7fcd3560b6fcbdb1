-- The upper bound tells the planner that few slots are meant: it knows the lower one only when it is too late.
SELECT model, code, sum(calls) AS calls, sum(images) AS images
FROM (SELECT model, code, calls, images FROM usage_totals
      UNION ALL
      SELECT model, code, calls, images FROM usage_slots
      WHERE slot > (SELECT slot FROM usage_totals_through) AND slot < 1000000000000) AS all_of_it
GROUP BY model, code
