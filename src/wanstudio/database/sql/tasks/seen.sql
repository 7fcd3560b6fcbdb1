UPDATE workers SET seen_at = now_ms() WHERE worker = :worker
