SELECT count(*) AS waiting FROM webhook_deliveries WHERE state = 0
