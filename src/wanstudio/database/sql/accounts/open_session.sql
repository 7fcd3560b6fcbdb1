INSERT INTO sessions (token_hash, user_id, csrf, account_id, region, created_at, expires_at)
VALUES (:token_hash, :user_id, :csrf, :account_id, :region, now_ms(), now_ms() + :lifetime_ms)
