"""A local stand-in for Xero, in a process of its own, on loopback only."""
