"""The promises implementations keep, one rule per file."""
