"""The procedures as drawings: a folder per chapter of the work."""
