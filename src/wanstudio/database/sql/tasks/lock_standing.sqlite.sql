SELECT admitted, parked FROM standings WHERE account_id = :account_id AND region = :region AND model = :model
