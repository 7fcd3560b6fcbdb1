SELECT min(slot) AS slot
FROM (SELECT min(slot) AS slot FROM usage_slots WHERE slot % 12 <> 0
      UNION ALL SELECT min(slot) FROM usage_times WHERE slot % 12 <> 0) AS fine
