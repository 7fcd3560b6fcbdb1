DELETE FROM service_settings WHERE name = :name AND region = :region AND model = :model
