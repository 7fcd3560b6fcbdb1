-- GCRA: a row comes back when the call conforms, and then the next arrival time has moved on.
INSERT INTO rates (account_id, region, model, arrival_ms)
VALUES (:account_id, :region, :model, now_ms() + :interval_ms)
ON CONFLICT (account_id, region, model) DO UPDATE SET
    arrival_ms = CASE WHEN rates.arrival_ms > now_ms() THEN rates.arrival_ms ELSE now_ms() END + :interval_ms
WHERE rates.arrival_ms <= now_ms() + :tolerance_ms
RETURNING arrival_ms
