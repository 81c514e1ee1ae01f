"""Networks, cut as transformers cuts them. Know nothing of pages, tasks or engines."""
