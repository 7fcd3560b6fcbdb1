"""Where the ends of tasks are told: hooks, what waits to be told, signatures, and which addresses are allowed."""
