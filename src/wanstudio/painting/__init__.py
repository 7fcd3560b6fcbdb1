"""Prompt to pixels. Knows nothing of tasks, accounts or files."""
