-- Never wait for the lane's row: another claimer that holds it moves it on as well.
UPDATE lanes SET virtual_time = :start_tag
WHERE lane = (SELECT lane FROM lanes WHERE lane = :lane AND virtual_time < :start_tag FOR NO KEY UPDATE SKIP LOCKED)
