"""A mail server whose inbox is a web page: every mail that Vizsla sends in the demonstration ends here."""

import base64
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment, PackageLoader
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

_KEPT = 500
_PAGES = Environment(loader=PackageLoader("vizsla.demo"), autoescape=True)


@dataclass(frozen=True)
class Mail:
    """One mail as the page shows it."""

    number: int
    date: str
    to: str
    subject: str
    html: str


class Inbox:
    """Takes mails from an SMTP server and keeps the newest."""

    def __init__(self) -> None:
        self.mails: deque[Mail] = deque(maxlen=_KEPT)
        self._count = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail that arrived; the name is aiosmtpd's."""
        content = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html", "plain"))
        html = _with_pictures(message, body.get_content() if body else "")
        self._count += 1
        mail = Mail(
            self._count,
            str(message["date"] or ""),
            ", ".join(envelope.rcpt_tos),
            str(message["subject"] or "(no subject)").strip(),
            html,
        )
        self.mails.appendleft(mail)
        return "250 Message accepted for delivery"


def _with_pictures(message: EmailMessage, html: str) -> str:
    """The HTML with the pictures that the mail brings along, which browsers do not find by their names in it."""
    for part in message.walk():
        name = str(part["content-id"] or "").strip("<>")
        if name and part.get_content_maintype() == "image":
            picture = part.get_payload(decode=True)
            content = base64.b64encode(picture if isinstance(picture, bytes) else b"").decode()
            html = html.replace(f"cid:{name}", f"data:{part.get_content_type()};base64,{content}")
    return html


def page(inbox: Inbox) -> Starlette:
    """The inbox as a web site."""

    async def listed(_request: Request) -> Response:
        return HTMLResponse(_PAGES.get_template("list.html").render(mails=inbox.mails))

    async def one(request: Request) -> Response:
        number = request.path_params["number"]
        mail = next((mail for mail in inbox.mails if mail.number == number), None)
        if mail is None:
            return HTMLResponse("This mail is not here any more.", 404)
        return HTMLResponse(_PAGES.get_template("mail.html").render(mail=mail))

    return Starlette(routes=[Route("/", listed), Route("/{number:int}", one)])
