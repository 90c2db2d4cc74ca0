"""Revisions of the schema and what runs them."""
