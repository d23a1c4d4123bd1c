"""The promises a spec file keeps, one rule per file."""
