"""What holds for products, orders and links, without I/O, clock or randomness."""
