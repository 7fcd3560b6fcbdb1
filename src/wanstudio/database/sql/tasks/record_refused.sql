INSERT INTO tasks (task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key,
                   images, state, submitted_at, ended_at, code, message)
VALUES (:task_id, :account_id, :key_id, :region, :model, :protocol, :route, :request_id, '', '',
        :images, 4, now_ms(), now_ms(), :code, :message)
RETURNING *
