SELECT DISTINCT worker FROM tasks WHERE state = 2 AND lease_until < (SELECT now_ms()) ORDER BY worker LIMIT :most
