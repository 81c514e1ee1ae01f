"""Fields of a user's own type, read from the words of pages by layout and language."""
