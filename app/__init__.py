"""Delivery: pages, API, command line, clock. May import everything."""
