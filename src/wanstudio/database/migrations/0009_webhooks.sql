-- Where the end of a key's tasks is told. `off_at`: the receiver answered 410, and nothing more is told there.
CREATE TABLE webhooks (
    key_id     TEXT PRIMARY KEY REFERENCES api_keys (key_id),
    url        TEXT NOT NULL,
    secret     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    off_at     BIGINT
);

-- What is to be told, written with the end of its task. state: 0 WAITING, 1 DELIVERED, 2 GIVEN_UP (webhooks/deliveries.py)
CREATE TABLE webhook_deliveries (
    event_id       TEXT PRIMARY KEY,
    key_id         TEXT NOT NULL,
    task_id        TEXT NOT NULL,
    body           TEXT NOT NULL,
    state          BIGINT NOT NULL DEFAULT 0,
    tries          BIGINT NOT NULL DEFAULT 0,
    created_at     BIGINT NOT NULL,
    due_at         BIGINT NOT NULL,
    first_tried_at BIGINT,
    tried_at       BIGINT,
    ended_at       BIGINT,
    problem        TEXT,
    CHECK ((state > 0) = (ended_at IS NOT NULL))
);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (key_id, due_at) WHERE state = 0;
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (ended_at) WHERE state > 0;

CREATE TABLE webhook_outcomes (outcome TEXT PRIMARY KEY, tries BIGINT NOT NULL);
