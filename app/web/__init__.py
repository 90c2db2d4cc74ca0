"""The pages: a room per kind of work, one frame around them."""
