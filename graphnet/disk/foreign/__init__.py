"""Checkpoints that others wrote, read as data: nothing in them is ever executed."""
