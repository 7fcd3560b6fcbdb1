INSERT INTO service_settings (name, region, model, value, changed_at, changed_by)
VALUES (:name, '', '', :value, (SELECT now_ms()), 'first start') ON CONFLICT (name, region, model) DO NOTHING
