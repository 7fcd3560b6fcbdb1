-- Calls and images by hour, key, model and error code ('' is success).
CREATE TABLE usage_hours (
    hour       BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    model      TEXT NOT NULL,
    code       TEXT NOT NULL,
    calls      BIGINT NOT NULL,
    images     BIGINT NOT NULL,
    PRIMARY KEY (hour, account_id, region, key_id, model, code)
);

-- Time from submission to end of succeeded tasks, as a histogram (accounts/usage.py says the bounds).
CREATE TABLE usage_latencies (
    hour       BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    model      TEXT NOT NULL,
    bucket     BIGINT NOT NULL,
    tasks      BIGINT NOT NULL,
    PRIMARY KEY (hour, account_id, region, key_id, model, bucket)
);
