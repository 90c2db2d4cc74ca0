"""What lies beside a task and on a case: facts, stages, opinions, files. Reads rows; each file knows one of them."""
