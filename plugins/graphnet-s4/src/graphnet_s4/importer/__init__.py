"""Checkpoints of state-spaces/s4 and its forks: which tensor is which parameter here."""
