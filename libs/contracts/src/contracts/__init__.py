"""The only business words that two services share: events and value types."""
