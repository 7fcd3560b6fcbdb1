-- No statement reads more because more has happened: each finds what it returns by an index.

-- A page of an account's tasks, wherever it lies, and the count of them all need no row but those of the page.
DROP INDEX tasks_listed;
CREATE INDEX tasks_listed ON tasks (account_id, region, submitted_at DESC, task_id, state, model);
-- No key in the one before: PostgreSQL's generic plan would take it for this one and walk through the whole window.
CREATE INDEX tasks_by_key ON tasks (account_id, region, key_id, submitted_at DESC, task_id);
CREATE INDEX tasks_open_listed ON tasks (account_id, region, submitted_at DESC, task_id, attempt) WHERE state < 3;
-- Nothing claims several tasks at once.
DROP INDEX tasks_batch;

-- Not by arrival_ms, which changes with every submission.
CREATE INDEX rates_sign_in ON rates (account_id, model) WHERE region = 'sign-in';
CREATE INDEX api_keys_of_account ON api_keys (account_id, created_at, key_id) WHERE parent_id IS NULL;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE INDEX webhook_deliveries_tried ON webhook_deliveries (key_id, tried_at DESC, event_id);
CREATE INDEX webhook_deliveries_given_up ON webhook_deliveries (key_id) WHERE state = 2;

-- What was used up to and including a slot, so that nobody sums years of slots to tell it: `usage_totals_through` has
-- one row. Slots after that one are still added to (accounts/running_totals.py).
CREATE TABLE usage_totals (
    model  TEXT NOT NULL,
    code   TEXT NOT NULL,
    calls  BIGINT NOT NULL,
    images BIGINT NOT NULL,
    PRIMARY KEY (model, code)
);
CREATE TABLE usage_time_totals (
    model   TEXT NOT NULL,
    measure TEXT NOT NULL,
    bucket  BIGINT NOT NULL,
    tasks   BIGINT NOT NULL,
    PRIMARY KEY (model, measure, bucket)
);
CREATE TABLE usage_totals_through (slot BIGINT NOT NULL);
INSERT INTO usage_totals_through (slot) VALUES (-1);
