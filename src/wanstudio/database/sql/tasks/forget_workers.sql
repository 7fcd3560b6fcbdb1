-- Workers of other machines that died left their rows: nobody there could take them away.
DELETE FROM workers WHERE seen_at < (SELECT now_ms()) - :silent_ms
