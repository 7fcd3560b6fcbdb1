-- Why the store refused to end a task that a worker had finished.
ALTER TABLE tasks ADD COLUMN settle_error TEXT;

-- Crashes that were counted because a worker was silent: taken back if it is heard of again.
CREATE TABLE suspected_crashes (
    worker       TEXT NOT NULL,
    task_id      TEXT NOT NULL,
    suspected_at BIGINT NOT NULL,
    PRIMARY KEY (worker, task_id)
);
