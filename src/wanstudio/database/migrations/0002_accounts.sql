CREATE TABLE accounts (
    account_id TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    weight     DOUBLE PRECISION NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    key_id       TEXT PRIMARY KEY,
    account_id   TEXT NOT NULL REFERENCES accounts (account_id),
    region       TEXT NOT NULL,
    name         TEXT NOT NULL,
    secret_hash  TEXT NOT NULL UNIQUE,
    hint         TEXT NOT NULL,
    parent_id    TEXT REFERENCES api_keys (key_id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT,
    revoked_at   BIGINT,
    last_used_at BIGINT
);
CREATE INDEX api_keys_expiring ON api_keys (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL);

-- Submissions a second: when the next one may come, per account, region and model (GCRA).
CREATE TABLE rates (
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    model      TEXT NOT NULL,
    arrival_ms DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (account_id, region, model)
);

CREATE TABLE free_quotas (
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    model      TEXT NOT NULL,
    used       BIGINT NOT NULL,
    PRIMARY KEY (account_id, region, model)
);

-- The bill: one row for each image that succeeded, never changed, never deleted.
CREATE TABLE charges (
    task_id      TEXT NOT NULL,
    image_no     BIGINT NOT NULL,
    account_id   TEXT NOT NULL,
    region       TEXT NOT NULL,
    key_id       TEXT NOT NULL,
    model        TEXT NOT NULL,
    kind         TEXT NOT NULL,
    price_micros BIGINT NOT NULL,
    currency     TEXT NOT NULL,
    charged_at   BIGINT NOT NULL,
    PRIMARY KEY (task_id, image_no)
);
CREATE INDEX charges_by_account ON charges (account_id, charged_at);
