"""Promises of files on disk, one rule per file."""
