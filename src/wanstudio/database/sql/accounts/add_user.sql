INSERT INTO users (user_id, name, role, account_id, password_hash, created_at)
VALUES (:user_id, :name, :role, :account_id, :password_hash, now_ms())
ON CONFLICT (name) DO NOTHING
RETURNING user_id
