"""The sealed history as an auditor reads it: verified, executed again, entry by entry."""
