UPDATE usage_totals_through SET slot = :through_slot
