SELECT 1 AS found FROM api_keys WHERE region = :region AND parent_id IS NULL LIMIT 1
