"""The desk: what waits for a person, the task in hand, what can be started, what was done."""
