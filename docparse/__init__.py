"""docparse: turn PDFs, scans and pictures of documents into typed, checkable data."""
