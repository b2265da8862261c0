"""What the service can do, one file each."""
