"""The promises a plan keeps, one rule per file."""
