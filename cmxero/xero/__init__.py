"""Xero: the SDK, tokens and the wire. xero_python is imported nowhere else."""
