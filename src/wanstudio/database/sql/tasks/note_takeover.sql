INSERT INTO takeovers (hour, tasks) VALUES (now_ms() / 3600000, 1)
ON CONFLICT (hour) DO UPDATE SET tasks = takeovers.tasks + 1
