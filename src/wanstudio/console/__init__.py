"""The web console: pages over the same rooms as the API, with rules of its own for nothing."""
