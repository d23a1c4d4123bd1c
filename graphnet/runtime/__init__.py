"""Runs: from a network and data to a folder that holds what was trained, and out of it again."""
