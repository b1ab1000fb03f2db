"""How long a page may be left alone."""

IDLE_S = 1200
"""Seconds after which the kernel of a page that nobody uses is ended; its banner then says so."""
EVERY_S = 60
"""Seconds between two looks for such pages."""
