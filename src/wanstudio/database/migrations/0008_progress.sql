-- Which tasks somebody follows just now: workers write the steps of these alone.
CREATE TABLE task_watches (task_id TEXT PRIMARY KEY, until BIGINT NOT NULL);
CREATE INDEX task_watches_by_end ON task_watches (until);

-- How far each image of a followed task has come. `preview` is a data: URL, `shown` the version that brought it.
CREATE TABLE task_progress (
    task_id TEXT NOT NULL,
    image   BIGINT NOT NULL,
    attempt BIGINT NOT NULL,
    version BIGINT NOT NULL,
    step    BIGINT NOT NULL,
    steps   BIGINT NOT NULL,
    preview TEXT,
    shown   BIGINT NOT NULL,
    PRIMARY KEY (task_id, image)
);
