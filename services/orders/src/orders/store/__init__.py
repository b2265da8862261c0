"""MongoDB behind the ports: documents to domain values and back."""
