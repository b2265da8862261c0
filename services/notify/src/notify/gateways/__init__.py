"""The roads out: SMTP, and the printer of mails."""
