-- What all processes agree on. `value` is JSON; region and model are empty for what holds for the whole service.
CREATE TABLE service_settings (
    name       TEXT NOT NULL,
    region     TEXT NOT NULL,
    model      TEXT NOT NULL,
    value      TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (name, region, model)
);

-- Every process asks for this one number each second. Whoever changes a setting locks its row and counts it up.
CREATE TABLE service_settings_version (version BIGINT NOT NULL);
INSERT INTO service_settings_version (version) VALUES (0);
