-- SQLite has no functions of its own: `now_ms()` is given to each connection by the program.
SELECT 1;
