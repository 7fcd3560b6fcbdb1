SELECT pg_advisory_xact_lock(7461647)
