"""A drawn world: reads a prompt, arranges a scene, and paints it without any weights."""
