"""Text to structure and back; knows no models and no pages."""
