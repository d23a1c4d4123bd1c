"""The promises that `verify` proves, one rule per file."""
