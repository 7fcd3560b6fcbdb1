INSERT INTO charges (task_id, image_no, account_id, region, key_id, model, kind, price_micros, currency, charged_at)
VALUES (:task_id, :image_no, :account_id, :region, :key_id, :model, :kind, :price_micros, :currency, now_ms())
