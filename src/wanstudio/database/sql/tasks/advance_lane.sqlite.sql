UPDATE lanes SET virtual_time = :start_tag WHERE lane = :lane AND virtual_time < :start_tag
