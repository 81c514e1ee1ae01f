"""Questions about pages: how each is worded and how its reply is read."""
