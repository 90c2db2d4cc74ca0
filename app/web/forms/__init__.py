"""Forms on pages: what was posted becomes raw values, fields become what a template draws, drafts save themselves."""
