"""What runs unattended. It calls the workbench and nothing else."""
