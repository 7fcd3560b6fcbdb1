-- What was in the clear goes from the log of writes too, where it would stay until others are written over it.
PRAGMA wal_checkpoint(TRUNCATE)
