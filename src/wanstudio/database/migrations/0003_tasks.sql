-- state: 0 PARKED, 1 READY, 2 RUNNING, 3 SUCCEEDED, 4 FAILED, 5 CANCELED (tasks/lifecycle.py)
CREATE TABLE tasks (
    task_id      TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL,
    key_id       TEXT NOT NULL,
    region       TEXT NOT NULL,
    model        TEXT NOT NULL,
    protocol     TEXT NOT NULL,
    route        TEXT NOT NULL,
    request_id   TEXT NOT NULL,
    lane         TEXT NOT NULL,
    batch_key    TEXT NOT NULL,
    priority     BIGINT NOT NULL DEFAULT 0,
    images       BIGINT NOT NULL,
    start_tag    DOUBLE PRECISION NOT NULL DEFAULT 0,
    state        BIGINT NOT NULL,
    left_state   BIGINT,
    attempt      BIGINT NOT NULL DEFAULT 0,
    mates        BIGINT NOT NULL DEFAULT 0,
    crashes      BIGINT NOT NULL DEFAULT 0,
    worker       TEXT,
    lease_until  BIGINT,
    submitted_at BIGINT NOT NULL,
    scheduled_at BIGINT,
    ended_at     BIGINT,
    painting     TEXT,
    outcomes     TEXT,
    code         TEXT,
    message      TEXT,
    CHECK ((state = 2) = (lease_until IS NOT NULL)),
    CHECK ((state >= 3) = (ended_at IS NOT NULL))
);
CREATE INDEX tasks_fair ON tasks (lane, priority DESC, start_tag, task_id) WHERE state = 1;
CREATE INDEX tasks_batch ON tasks (lane, batch_key, priority DESC, start_tag, task_id) WHERE state = 1;
CREATE INDEX tasks_leased ON tasks (lease_until) WHERE state = 2;
CREATE INDEX tasks_parked ON tasks (account_id, region, model, start_tag) WHERE state = 0;
CREATE INDEX tasks_open ON tasks (submitted_at) WHERE state < 3;
CREATE INDEX tasks_ended ON tasks (ended_at) WHERE state >= 3;
CREATE INDEX tasks_listed ON tasks (account_id, region, submitted_at DESC);

-- How many tasks of an account are admitted (READY or RUNNING) and how many are parked.
CREATE TABLE standings (
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    model      TEXT NOT NULL,
    admitted   BIGINT NOT NULL CHECK (admitted >= 0),
    parked     BIGINT NOT NULL CHECK (parked >= 0),
    last_state BIGINT NOT NULL,
    PRIMARY KEY (account_id, region, model)
);

-- Start-time fair queueing: the lane's virtual time and each account's last finish tag.
CREATE TABLE lanes (lane TEXT PRIMARY KEY, virtual_time DOUBLE PRECISION NOT NULL);
CREATE TABLE turns (
    account_id TEXT NOT NULL,
    lane       TEXT NOT NULL,
    finish_tag DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (account_id, lane)
);

CREATE TABLE workers (
    worker     TEXT PRIMARY KEY,
    host       TEXT NOT NULL,
    pid        BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL
);
CREATE TABLE takeovers (hour BIGINT PRIMARY KEY, tasks BIGINT NOT NULL);
