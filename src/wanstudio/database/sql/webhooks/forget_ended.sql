DELETE FROM webhook_deliveries WHERE state > 0 AND ended_at < (SELECT now_ms()) - :age_ms
