SELECT slot, now_ms() / 300000 AS now_slot FROM usage_totals_through
