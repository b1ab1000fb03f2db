"""Widgets and pages. They call the workbench and show what it says."""
