"""Pure decisions about fieldwork."""
