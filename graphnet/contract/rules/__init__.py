"""The promises contract text keeps, one file per rule."""
