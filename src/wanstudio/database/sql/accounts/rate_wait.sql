SELECT CASE WHEN arrival_ms - now_ms() > CAST(:furthest_ms AS DOUBLE PRECISION) THEN 0
            ELSE arrival_ms - CAST(:tolerance_ms AS DOUBLE PRECISION) - now_ms() END AS wait_ms
FROM rates WHERE account_id = :account_id AND region = :region AND model = :model
