DELETE FROM usage_times WHERE slot > :hour AND slot < :next_hour
