-- Taken is due again after the lease: who dies meanwhile leaves it to the next one.
UPDATE webhook_deliveries
SET tries = tries + 1, due_at = now_ms() + :lease_ms, tried_at = now_ms(),
    first_tried_at = coalesce(first_tried_at, now_ms())
WHERE event_id = :event_id
RETURNING event_id, key_id, task_id, body, tries
