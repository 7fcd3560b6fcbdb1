"""How far a task has come. Knows nothing of keys, money, prompts or pixels."""
