-- What a worker says of itself each time it renews its leases: painter, device, memory, checkpoints (JSON).
ALTER TABLE workers ADD COLUMN status TEXT;
