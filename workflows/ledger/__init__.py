"""The sealed history: append, verify."""
