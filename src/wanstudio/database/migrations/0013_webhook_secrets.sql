-- With which key a webhook's secret is encrypted (webhooks/secret_keys.py). Empty: in the clear, from before; the server
-- encrypts those when it starts, because the key is not in the store.
ALTER TABLE webhooks ADD COLUMN encryption_key_id TEXT;
