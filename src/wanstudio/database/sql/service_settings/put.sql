INSERT INTO service_settings (name, region, model, value, changed_at, changed_by)
VALUES (:name, :region, :model, :value, (SELECT now_ms()), :changed_by)
ON CONFLICT (name, region, model) DO UPDATE SET
    value = excluded.value, changed_at = excluded.changed_at, changed_by = excluded.changed_by
