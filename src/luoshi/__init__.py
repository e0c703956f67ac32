"""Luoshi (落实): puts an education plan into effect. Start reading at :mod:`luoshi.api`."""

__version__ = "0.1.0"

__all__ = ["__version__"]
