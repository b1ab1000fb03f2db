"""A seeded, invented rehabilitation provider: journals, planted faults and their answer key."""
