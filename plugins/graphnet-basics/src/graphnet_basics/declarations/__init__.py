"""What each stage promises, one file per stage; imports no torch."""
