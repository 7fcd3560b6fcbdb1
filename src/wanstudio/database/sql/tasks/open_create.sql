-- A row comes back for the first of identical creates, and waits here until another that is under way has ended.
INSERT INTO creates (key_id, mark, digest, task_id, created_at)
VALUES (:key_id, :mark, :digest, NULL, now_ms())
ON CONFLICT (key_id, mark) DO UPDATE SET digest = excluded.digest, task_id = NULL, created_at = excluded.created_at
WHERE creates.created_at < now_ms() - :age_ms
RETURNING mark
