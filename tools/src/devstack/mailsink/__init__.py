"""Takes every mail that the local system sends and shows it; nothing leaves the machine."""
