UPDATE rates SET arrival_ms = arrival_ms - :interval_ms
WHERE region = 'sign-in' AND account_id = :account_id AND model = :model AND arrival_ms > (SELECT now_ms())
