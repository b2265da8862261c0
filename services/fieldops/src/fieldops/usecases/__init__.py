"""What can be done in fieldwork, one use case a file."""
