UPDATE users SET password_hash = :password_hash WHERE name = :name RETURNING user_id
