"""A faithful local Xero: its own process, on loopback, importing core only (DESIGN 8)."""
