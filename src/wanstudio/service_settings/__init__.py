"""What all processes of a service agree on: kept in the store, changed by a command, followed by every process."""
