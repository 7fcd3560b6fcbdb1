"""Moderation: which words are not painted, and which pictures are not kept."""
