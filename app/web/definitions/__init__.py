"""The procedures as everybody may read them: versions, pictures, tasks, decision tables."""
