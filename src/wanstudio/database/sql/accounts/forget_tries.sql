DELETE FROM rates WHERE region = 'sign-in' AND arrival_ms < (SELECT now_ms()) - 86400000
