"""The registers that everybody may look up: organisations, needs, lists and guides, awards, public spaces."""
