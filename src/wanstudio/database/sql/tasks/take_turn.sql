-- Start-time fair queueing: a task starts where its account's last one finished, or now if that is past.
INSERT INTO turns (account_id, lane, finish_tag)
SELECT :account_id, :lane, coalesce((SELECT virtual_time FROM lanes WHERE lane = :lane), 0) + :share
WHERE true
ON CONFLICT (account_id, lane) DO UPDATE SET
    finish_tag = CASE WHEN turns.finish_tag > excluded.finish_tag - :share
                      THEN turns.finish_tag ELSE excluded.finish_tag - :share END + :share
RETURNING finish_tag - :share AS start_tag
