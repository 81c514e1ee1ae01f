"""Text to typed values as documents print them: dates, amounts, codes; knows no pages."""
