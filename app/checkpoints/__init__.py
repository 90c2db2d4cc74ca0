"""The tree's root signed and kept outside the database: notes, checkpoints, proofs as files, the witness of another office."""
