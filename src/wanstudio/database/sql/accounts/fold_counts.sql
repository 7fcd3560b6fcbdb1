INSERT INTO usage_slots (slot, account_id, region, key_id, model, code, calls, images)
SELECT CAST(:hour AS BIGINT), account_id, region, key_id, model, code, sum(calls), sum(images) FROM usage_slots
WHERE slot > :hour AND slot < :next_hour
GROUP BY account_id, region, key_id, model, code
ON CONFLICT (slot, account_id, region, key_id, model, code) DO UPDATE SET
    calls = usage_slots.calls + excluded.calls, images = usage_slots.images + excluded.images
