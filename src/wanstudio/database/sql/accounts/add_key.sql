INSERT INTO api_keys (key_id, account_id, region, name, secret_hash, hint, parent_id, created_at, expires_at)
VALUES (:key_id, :account_id, :region, :name, :secret_hash, :hint, :parent_id, now_ms(),
        CASE WHEN CAST(:latest AS BIGINT) < now_ms() + CAST(:lifetime_ms AS BIGINT) THEN CAST(:latest AS BIGINT)
             ELSE now_ms() + CAST(:lifetime_ms AS BIGINT) END)
RETURNING expires_at
