"""Decision models of DMN: reading them, deciding, and finding gaps and overlaps in tables."""
