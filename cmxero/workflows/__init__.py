"""Use cases, one file each. They know the rooms by their ports, never by their libraries."""
