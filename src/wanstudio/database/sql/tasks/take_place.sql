-- One more task of this account: admitted while the running limit has room, else parked; no row when the queue is full.
INSERT INTO standings (account_id, region, model, admitted, parked, last_state)
VALUES (:account_id, :region, :model, 1, 0, 1)
ON CONFLICT (account_id, region, model) DO UPDATE SET
    admitted   = standings.admitted + CASE WHEN standings.admitted < :running_limit THEN 1 ELSE 0 END,
    parked     = standings.parked + CASE WHEN standings.admitted < :running_limit THEN 0 ELSE 1 END,
    last_state = CASE WHEN standings.admitted < :running_limit THEN 1 ELSE 0 END
WHERE standings.admitted < :running_limit OR standings.parked < :queue_limit
RETURNING last_state
