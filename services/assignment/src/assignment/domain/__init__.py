"""The pure heart of assignment: facts in, a decision with its reason out. No I/O, no clock, no randomness."""
