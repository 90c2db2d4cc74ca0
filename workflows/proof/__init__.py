"""Proofs: lint and layout of diagrams, scenarios, re-execution."""
