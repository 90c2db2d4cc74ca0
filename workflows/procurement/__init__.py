"""The regulation: nouns, rules, operations, dated law."""
