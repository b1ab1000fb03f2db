"""Both sides doing what playbooks say, for rehearsals: the sandbox's user and Case Manager's."""
