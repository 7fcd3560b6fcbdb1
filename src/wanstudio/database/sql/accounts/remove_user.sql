DELETE FROM users WHERE name = :name RETURNING user_id
