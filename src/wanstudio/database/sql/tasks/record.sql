INSERT INTO tasks (task_id, account_id, key_id, region, model, protocol, route, request_id, lane, batch_key,
                   images, start_tag, state, submitted_at, painting)
VALUES (:task_id, :account_id, :key_id, :region, :model, :protocol, :route, :request_id, :lane, :batch_key,
        :images, :start_tag, :state, now_ms(), :painting)
