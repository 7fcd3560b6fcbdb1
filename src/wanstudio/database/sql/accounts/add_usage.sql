INSERT INTO usage_slots (slot, account_id, region, key_id, model, code, calls, images)
VALUES (now_ms() / 300000, :account_id, :region, :key_id, :model, :code, :calls, :images)
ON CONFLICT (slot, account_id, region, key_id, model, code) DO UPDATE SET
    calls = usage_slots.calls + excluded.calls, images = usage_slots.images + excluded.images
