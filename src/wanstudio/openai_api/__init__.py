"""The wire of OpenAI's images API: HTTP in, HTTP out. Owns no rule of the service."""
