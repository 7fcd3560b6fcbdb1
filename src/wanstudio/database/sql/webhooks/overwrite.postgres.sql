-- Old versions of rows go with the next VACUUM.
SELECT 1 AS done
