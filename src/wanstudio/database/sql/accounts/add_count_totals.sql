INSERT INTO usage_totals (model, code, calls, images)
SELECT model, code, sum(calls), sum(images) FROM usage_slots
WHERE slot > :after_slot AND slot <= :through_slot
GROUP BY model, code
ON CONFLICT (model, code) DO UPDATE SET
    calls = usage_totals.calls + excluded.calls, images = usage_totals.images + excluded.images
