-- accounts/admit_rate, take_place, take_turn and record in one, in this order: each step takes its row from the one
-- before, and does nothing without it.
WITH rate AS (
    INSERT INTO rates (account_id, region, model, arrival_ms)
    SELECT :account_id, :region, :model, now_ms() + CAST(:interval_ms AS DOUBLE PRECISION)
    WHERE NOT CAST(:counted AS BOOLEAN)
    ON CONFLICT (account_id, region, model) DO UPDATE SET
        arrival_ms = CAST(:interval_ms AS DOUBLE PRECISION)
            + CASE WHEN rates.arrival_ms <= (SELECT now_ms())
                     OR rates.arrival_ms > (SELECT now_ms()) + CAST(:tolerance_ms AS DOUBLE PRECISION)
                   THEN now_ms() ELSE rates.arrival_ms END
    WHERE rates.arrival_ms <= (SELECT now_ms()) + CAST(:tolerance_ms AS DOUBLE PRECISION)
       OR rates.arrival_ms > (SELECT now_ms()) + CAST(:furthest_ms AS DOUBLE PRECISION)
    RETURNING 1
), conforming AS (
    SELECT CAST(:counted AS BOOLEAN) OR EXISTS (SELECT 1 FROM rate) AS yes
), place AS (
    INSERT INTO standings (account_id, region, model, admitted, parked, last_state)
    SELECT :account_id, :region, :model, 1, 0, 1 FROM conforming WHERE yes
    ON CONFLICT (account_id, region, model) DO UPDATE SET
        admitted   = standings.admitted + CASE WHEN standings.admitted < :running_limit THEN 1 ELSE 0 END,
        parked     = standings.parked + CASE WHEN standings.admitted < :running_limit THEN 0 ELSE 1 END,
        last_state = CASE WHEN standings.admitted < :running_limit THEN 1 ELSE 0 END
    WHERE standings.admitted < :running_limit OR standings.parked < :queue_limit
    RETURNING last_state
), turn AS (
    INSERT INTO turns (account_id, lane, finish_tag)
    SELECT :account_id, :lane, coalesce((SELECT virtual_time FROM lanes WHERE lane = :lane), 0) + :share FROM place
    ON CONFLICT (account_id, lane) DO UPDATE SET
        finish_tag = CASE WHEN turns.finish_tag > excluded.finish_tag - :share
                          THEN turns.finish_tag ELSE excluded.finish_tag - :share END + :share
    RETURNING finish_tag - :share AS start_tag
), entered AS (
    INSERT INTO tasks (task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key,
                       images, start_tag, state, submitted_at, painting)
    SELECT :task_id, :account_id, :key_id, :region, :model, :protocol, :route, :request_id, :lane, :batch_key,
           :images, turn.start_tag, place.last_state, now_ms(), :painting
    FROM place CROSS JOIN turn
    RETURNING 1
)
SELECT yes AS conforms, EXISTS (SELECT 1 FROM entered) AS entered FROM conforming
