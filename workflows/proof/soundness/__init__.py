"""Soundness: every state that a process can come to is visited, as the engine would, every choice possible; what goes wrong is shown."""
