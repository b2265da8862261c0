"""What can be done with customers and notes, one use case a file."""
