"""One ASGI app with everything around it: the desk, the periodic duties, the worker processes."""
