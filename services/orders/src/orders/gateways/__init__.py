"""What is worked on outside of the event loop: pictures."""
