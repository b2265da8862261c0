"""What can be done with products, orders and order links: one use case a file."""
