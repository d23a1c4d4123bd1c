"""Promises of what a plugin names, one rule per file."""
