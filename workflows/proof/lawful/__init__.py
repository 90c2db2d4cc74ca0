"""The law's own properties: each is proven over every way through the diagrams and what they call, or refuted with a way that breaks it."""
