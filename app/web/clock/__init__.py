"""The bar of a demo database: its time, moving it on, going on as somebody else."""
