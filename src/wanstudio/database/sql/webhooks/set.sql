INSERT INTO webhooks (key_id, url, secret, encryption_key_id, created_at)
VALUES (:key_id, :url, :secret, :encryption_key_id, now_ms())
ON CONFLICT (key_id) DO UPDATE SET url = excluded.url, secret = excluded.secret,
                                   encryption_key_id = excluded.encryption_key_id,
                                   created_at = excluded.created_at, off_at = NULL
