"""Lays what the services say of one another side by side: triggers, decisions, links and mails (N3)."""
