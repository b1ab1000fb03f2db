"""The workbench database. duckdb is imported nowhere else."""
