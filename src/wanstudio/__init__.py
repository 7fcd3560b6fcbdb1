"""The Wan text-to-image service of Model Studio, on your own machines."""

from importlib.metadata import version

__version__ = version("wanstudio")
