INSERT INTO lanes (lane, virtual_time) VALUES (:lane, 0) ON CONFLICT (lane) DO NOTHING
