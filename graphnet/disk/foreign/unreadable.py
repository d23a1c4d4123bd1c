"""Why a file cannot be read as a checkpoint, in words; caught before it leaves this room."""

from __future__ import annotations


class UnreadableError(Exception):
    """What is wrong with a file, as the end of `it cannot be read: `."""
