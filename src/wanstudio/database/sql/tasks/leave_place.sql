UPDATE standings SET admitted = admitted - :admitted, parked = parked - :parked
WHERE account_id = :account_id AND region = :region AND model = :model
RETURNING admitted, parked
