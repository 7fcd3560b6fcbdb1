-- Under which names clients sent their creates, so that one sent again is known. No task yet: its rate alone is counted.
CREATE TABLE creates (
    key_id     TEXT NOT NULL,
    mark       TEXT NOT NULL,
    digest     TEXT NOT NULL,
    task_id    TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (key_id, mark)
);
CREATE INDEX creates_by_age ON creates (created_at);
