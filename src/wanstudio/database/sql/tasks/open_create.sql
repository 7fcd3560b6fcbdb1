-- A row comes back for the first of identical creates; one that comes while another is being recorded waits here.
-- What has no task yet may still become another request: the first to become a task decides.
INSERT INTO creates (key_id, mark, digest, task_id, created_at)
VALUES (:key_id, :mark, :digest, NULL, now_ms())
ON CONFLICT (key_id, mark) DO UPDATE SET digest = excluded.digest, task_id = NULL, created_at = excluded.created_at
WHERE creates.created_at < (SELECT now_ms()) - :age_ms OR (creates.task_id IS NULL AND creates.digest <> excluded.digest)
RETURNING mark
