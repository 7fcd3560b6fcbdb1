DELETE FROM usage_slots WHERE slot > :hour AND slot < :next_hour
