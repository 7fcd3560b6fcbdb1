"""Who asks, how much they may ask, and what they owe. Knows nothing of tasks' lives."""
