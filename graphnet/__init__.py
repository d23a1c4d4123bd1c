"""Sequence models from a spec file: proved before anything runs, then trained and sampled."""

__version__ = "0.1.0"

__all__ = ["__version__"]
