UPDATE users SET seen_at = now_ms() WHERE user_id = :user_id
