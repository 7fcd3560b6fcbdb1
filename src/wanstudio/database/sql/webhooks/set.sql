INSERT INTO webhooks (key_id, url, secret, created_at) VALUES (:key_id, :url, :secret, now_ms())
ON CONFLICT (key_id) DO UPDATE SET url = excluded.url, secret = excluded.secret, created_at = excluded.created_at,
                                   off_at = NULL
