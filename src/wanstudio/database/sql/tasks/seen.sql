UPDATE workers SET seen_at = now_ms(), status = COALESCE(CAST(:status AS TEXT), status) WHERE worker = :worker
