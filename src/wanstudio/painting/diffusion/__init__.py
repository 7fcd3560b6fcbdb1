"""Paints with diffusion models of the Wan family; the only room that knows torch."""
