"""Mails to the SMTP server, over connections that are kept open while there is work."""

from notify.gateways.smtp.desk import SendingDesk
from notify.gateways.smtp.post import SmtpPost, SmtpServer

__all__ = ["SendingDesk", "SmtpPost", "SmtpServer"]
