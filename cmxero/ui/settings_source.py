"""What the Settings page needs from the workbench; the workbench itself satisfies it."""
