INSERT INTO api_keys (key_id, account_id, region, name, secret_hash, hint, created_at)
VALUES (:key_id, :account_id, :region, 'console', :secret_hash, 'console', now_ms())
ON CONFLICT (key_id) DO NOTHING
