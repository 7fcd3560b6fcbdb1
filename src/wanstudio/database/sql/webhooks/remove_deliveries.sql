DELETE FROM webhook_deliveries WHERE key_id = :key_id
