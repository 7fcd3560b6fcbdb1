-- GCRA: a row comes back when the call conforms, and then the next arrival time has moved on.
-- No call leaves an arrival further ahead than tolerance and interval: one that is was left by a clock that has gone back.
INSERT INTO rates (account_id, region, model, arrival_ms)
VALUES (:account_id, :region, :model, now_ms() + CAST(:interval_ms AS DOUBLE PRECISION))
ON CONFLICT (account_id, region, model) DO UPDATE SET
    arrival_ms = CAST(:interval_ms AS DOUBLE PRECISION)
        + CASE WHEN rates.arrival_ms <= now_ms()
                 OR rates.arrival_ms > now_ms() + CAST(:tolerance_ms AS DOUBLE PRECISION)
               THEN now_ms() ELSE rates.arrival_ms END
WHERE rates.arrival_ms <= (SELECT now_ms()) + CAST(:tolerance_ms AS DOUBLE PRECISION)
   OR rates.arrival_ms > (SELECT now_ms()) + CAST(:furthest_ms AS DOUBLE PRECISION)
RETURNING arrival_ms
