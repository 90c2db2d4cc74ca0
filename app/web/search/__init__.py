"""Finding a project; the town's notices; the town's money."""
