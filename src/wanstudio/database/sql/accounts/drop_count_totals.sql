DELETE FROM usage_totals
