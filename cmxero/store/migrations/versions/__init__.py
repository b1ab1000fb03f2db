"""One module a revision, named after its SQL file; never edited after landing."""
