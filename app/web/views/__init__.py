"""What the pages show: plain values, filled by the rooms and read by the templates. No queries, no rules."""
