"""`vinculo import`: a CSV file goes in through the public API."""
