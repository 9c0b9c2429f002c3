"""E-mail: a handle that is an address gets the message as text and HTML over SMTP."""

import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import aiosmtplib
from jinja2 import Environment

from vizsla.notify.channel import Channel, DeliveryFailed, Outside
from vizsla.store.outbox import Delivery

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\Z")
_COLOURS = {"Alert": "#c4314b", "Warn": "#b8860b", "No Data": "#6b7280", "OK": "#2f855a"}

_HTML = Environment(autoescape=True).from_string(
    """<!doctype html>
<html><body style="margin:0;padding:24px;background:#f4f5f7;font:15px/1.5 system-ui,sans-serif;color:#1f2430">
<div style="max-width:600px;margin:auto;background:#fff;border-radius:8px;padding:24px;
  border-top:4px solid {{ colour }}">
<h1 style="font-size:18px;margin:0 0 16px">{{ title }}</h1>
<div style="white-space:pre-wrap">{{ text }}</div>
<p style="margin:24px 0 0"><a href="{{ link }}" style="color:#2456c4">Open the monitor</a></p>
<p style="margin:16px 0 0;color:#6b7280;font-size:13px">{{ when }}</p>
</div></body></html>
"""
)


def message_of(delivery: Delivery, outside: Outside) -> EmailMessage:
    """The mail for a delivery; its Message-ID is the same at every attempt, so a repeated one can be told."""
    link = f"{outside.public_url}/monitors/{delivery.monitor_id}"
    moment = datetime.fromtimestamp(delivery.at, UTC)
    when = moment.strftime("%Y-%m-%d %H:%M:%S UTC")
    mail = EmailMessage()
    mail["Subject"] = " ".join(f"[Monitor Alert] {delivery.title}".split())
    mail["From"] = outside.mail.sender
    mail["To"] = delivery.handle
    mail["Date"] = format_datetime(moment)
    domain = outside.mail.sender.rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<vizsla-{delivery.transition_id}-{delivery.id}@{domain}>" if domain else make_msgid()
    mail.set_content(f"{delivery.text}\n\nMonitor: {link}\n{when}\n")
    html = _HTML.render(
        title=delivery.title, text=delivery.text, link=link, when=when, colour=_COLOURS.get(delivery.status, "#2456c4")
    )
    mail.add_alternative(html, subtype="html")
    return mail


async def send(delivery: Delivery, outside: Outside) -> None:
    """Hand the mail to the SMTP server; raises DeliveryFailed with the server's words."""
    mail = outside.mail
    if not mail.host:
        raise DeliveryFailed("no mail server is set; set smtp_host (VIZSLA_SMTP_HOST)", permanent=True)
    try:
        await aiosmtplib.send(
            message_of(delivery, outside),
            hostname=mail.host,
            port=mail.port,
            username=mail.user or None,
            password=mail.password or None,
            use_tls=mail.security == "tls",
            start_tls=mail.security == "starttls",
            timeout=20,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        raise DeliveryFailed(f"the mail server refused {delivery.handle}", permanent=True) from error
    except aiosmtplib.SMTPAuthenticationError as error:
        raise DeliveryFailed("the mail server refused the user name or password") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"the mail server at {mail.host}:{mail.port} did not take the message: {error}") from error


channel = Channel(
    name="email",
    doc="`@you@example.com` in a message sends e-mail to that address.",
    serves=lambda handle: _ADDRESS.match(handle) is not None,
    send=send,
)
