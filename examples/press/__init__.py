"""Sets the sample documents in type and writes down what a perfect reader finds in them."""
