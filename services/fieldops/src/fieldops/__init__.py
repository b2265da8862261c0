"""Owns fieldwork: visits to customers."""
