"""From a Scene to a Stage: what stands where."""
