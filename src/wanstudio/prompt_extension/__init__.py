"""Prompt rewriting: what `prompt_extend` does."""
