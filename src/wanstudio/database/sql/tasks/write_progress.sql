-- A worker that was taken over overwrites nothing. A step without a preview keeps the one before it.
INSERT INTO task_progress (task_id, image, attempt, version, step, steps, preview, shown)
VALUES (:task_id, :image, :attempt, :version, :step, :steps, :preview, :shown)
ON CONFLICT (task_id, image) DO UPDATE SET
    attempt = excluded.attempt, version = excluded.version, step = excluded.step, steps = excluded.steps,
    preview = CASE WHEN task_progress.attempt = excluded.attempt AND task_progress.shown = excluded.shown
                   THEN task_progress.preview ELSE excluded.preview END,
    shown = excluded.shown
WHERE task_progress.attempt <= excluded.attempt
