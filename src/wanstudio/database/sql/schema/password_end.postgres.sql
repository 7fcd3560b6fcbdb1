SELECT CAST(EXTRACT(EPOCH FROM rolvaliduntil) * 1000 AS BIGINT) AS ends_ms FROM pg_roles
WHERE rolname = current_user AND CASE WHEN rolvaliduntil IS NULL THEN false ELSE isfinite(rolvaliduntil) END
