"""The benchmark. Its writing processes import only what they write with: nothing else stands here."""
