"""Pure decisions about cards and notes."""
