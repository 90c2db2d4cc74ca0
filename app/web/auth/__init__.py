"""Who is there: signing in, sessions that can be revoked, locks against guessing."""
