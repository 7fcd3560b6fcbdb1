INSERT INTO usage_hours (hour, account_id, region, key_id, model, code, calls, images)
VALUES (now_ms() / 3600000, :account_id, :region, :key_id, :model, :code, :calls, :images)
ON CONFLICT (hour, account_id, region, key_id, model, code) DO UPDATE SET
    calls = usage_hours.calls + excluded.calls, images = usage_hours.images + excluded.images
