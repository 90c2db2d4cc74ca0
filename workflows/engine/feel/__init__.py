"""FEEL, the expression language of DMN 1.5: reading it, compiling it, what its values and functions do."""
