"""条文落实表: what carries each clause of the measures, for officials and auditors."""
