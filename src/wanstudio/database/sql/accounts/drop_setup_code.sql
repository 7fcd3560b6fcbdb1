DELETE FROM secrets WHERE name = 'setup' RETURNING value
