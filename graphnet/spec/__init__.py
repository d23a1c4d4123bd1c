"""From the text of a spec file to what was asked for, typed, before anything is looked up."""
