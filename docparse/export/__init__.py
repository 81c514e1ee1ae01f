"""Documents as Markdown, HTML and plain text."""
