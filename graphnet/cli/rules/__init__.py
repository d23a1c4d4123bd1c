"""What can go wrong at the command line itself, one rule per file."""
