INSERT INTO accounts (account_id, name, created_at) VALUES (:account_id, :name, now_ms())
ON CONFLICT (name) DO NOTHING
