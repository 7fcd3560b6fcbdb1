-- Usage in slots of five minutes since 1970. Those older than two days are folded into the first slot of their hour.
CREATE TABLE usage_slots (
    slot       BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    model      TEXT NOT NULL,
    code       TEXT NOT NULL,
    calls      BIGINT NOT NULL,
    images     BIGINT NOT NULL,
    PRIMARY KEY (slot, account_id, region, key_id, model, code)
);
INSERT INTO usage_slots (slot, account_id, region, key_id, model, code, calls, images)
SELECT hour * 12, account_id, region, key_id, model, code, calls, images FROM usage_hours;
DROP TABLE usage_hours;

-- How long succeeded tasks took: `latency` from submission to end, `wait` from submission to a worker, as histograms.
CREATE TABLE usage_times (
    slot       BIGINT NOT NULL,
    account_id TEXT NOT NULL,
    region     TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    model      TEXT NOT NULL,
    measure    TEXT NOT NULL,
    bucket     BIGINT NOT NULL,
    tasks      BIGINT NOT NULL,
    PRIMARY KEY (slot, account_id, region, key_id, model, measure, bucket)
);
INSERT INTO usage_times (slot, account_id, region, key_id, model, measure, bucket, tasks)
SELECT hour * 12, account_id, region, key_id, model, 'latency', bucket, tasks FROM usage_latencies;
DROP TABLE usage_latencies;

-- What is still to be folded is found without reading years of hours.
CREATE INDEX usage_slots_fine ON usage_slots (slot) WHERE slot % 12 <> 0;
CREATE INDEX usage_times_fine ON usage_times (slot) WHERE slot % 12 <> 0;
