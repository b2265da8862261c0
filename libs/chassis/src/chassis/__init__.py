"""How a service runs. Knows no business noun."""
