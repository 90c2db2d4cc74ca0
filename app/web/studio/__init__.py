"""The studio: drawings changed by process designers, judged as they are drawn, put in force by a second person."""
