UPDATE service_settings_version SET version = version + 1 RETURNING version
