"""Owns customers and their notes."""
