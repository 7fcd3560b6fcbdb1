SELECT coalesce(sum(tasks), 0) AS total FROM takeovers
