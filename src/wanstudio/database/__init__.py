"""Where rows live: one interface, SQLite on one machine and PostgreSQL in a fleet."""
