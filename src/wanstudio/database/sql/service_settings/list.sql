SELECT name, region, model, value, changed_at, changed_by FROM service_settings ORDER BY name, region, model
