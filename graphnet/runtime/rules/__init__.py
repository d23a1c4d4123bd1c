"""The promises data, runs, checkpoints and commands keep, one rule per file."""
