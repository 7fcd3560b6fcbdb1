SELECT value FROM secrets WHERE name = 'setup'
