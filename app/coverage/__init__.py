"""What carries each clause of the measures, what proves it, and where one sees it: read out of what wears the clause's id."""
