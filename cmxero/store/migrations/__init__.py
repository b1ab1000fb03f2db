"""Alembic's tree: each revision runs the SQL file of its number."""
