DELETE FROM secrets WHERE name = 'setup'
