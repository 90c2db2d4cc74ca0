"""Human hands: one class per user task, its fields, labels and effect."""
