"""Executes any diagram; knows no procurement."""
