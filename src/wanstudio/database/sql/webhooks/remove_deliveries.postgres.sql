DELETE FROM webhook_deliveries WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM webhook_deliveries WHERE key_id = :key_id
    ORDER BY tried_at DESC LIMIT :most))
RETURNING 1 AS forgotten
