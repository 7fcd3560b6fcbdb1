-- Only what was read: another server may have been faster, or the operator has set it anew.
UPDATE webhooks SET secret = :secret, encryption_key_id = :encryption_key_id
WHERE key_id = :key_id AND secret = :read
RETURNING key_id
