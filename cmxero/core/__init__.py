"""Types and rules: standard library only, no clock, no file, no network."""
