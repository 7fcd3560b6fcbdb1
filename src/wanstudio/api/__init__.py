"""The DashScope wire: HTTP in, HTTP out. Owns no rule of the service."""
