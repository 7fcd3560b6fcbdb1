DELETE FROM rates WHERE region = 'sign-in' AND arrival_ms < now_ms() - 86400000
