"""E-mail: a handle that is an address gets the message as text and HTML over SMTP, with the graph inside."""

import asyncio
import re
from collections.abc import Awaitable
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

import aiosmtplib
from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from vizsla.notify.channel import Channel, DeliveryFailed, Outside
from vizsla.notify.content import COLOURS, Content, content_of
from vizsla.notify.markdown import html_of
from vizsla.store.outbox import Delivery

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\Z")
_IMAGE = re.compile(r'<img src="([^"]*/snapshot/view/\w+\.png)"')
_PICTURE_S = 3.0  # a mail is to come within five seconds of its evaluation
_TIMEOUT_S = 20.0

_PAGES = Environment(loader=PackageLoader("vizsla.notify"), autoescape=True, trim_blocks=True, lstrip_blocks=True)


async def message_of(delivery: Delivery, outside: Outside) -> EmailMessage:
    """The mail for a delivery; its Message-ID is the same at every attempt, so a repeated one can be told."""
    content = content_of(delivery, outside)
    moment = datetime.fromtimestamp(delivery.at, UTC)
    domain = outside.mail.sender.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage()
    prefix = outside.mail.subject_prefix if delivery.facts.get("monitor_type") else ""
    mail["Subject"] = " ".join(f"{prefix}{delivery.title}".split())
    mail["From"] = outside.mail.sender
    mail["To"] = await asyncio.to_thread(address_of, delivery.handle, outside)
    mail["Date"] = format_datetime(moment)
    mail["Message-ID"] = f"<vizsla-{delivery.transition_id}-{delivery.id}@{domain}>"
    # One thread from the first alert to the recovery, whatever the subjects say.
    thread = f"<vizsla-{sha256(content.cycle.encode()).hexdigest()[:24]}@{domain}>"
    mail["In-Reply-To"] = mail["References"] = thread
    mail["Auto-Submitted"] = "auto-generated"
    if delivery.monitor_id:
        mail["X-Vizsla-Monitor"] = str(delivery.monitor_id)
    mail.set_content(_text(content))
    made, images = await _with_images(html_of(content.markdown, outside.public_url), outside)
    picture = await _picture(delivery, outside)
    body = Markup(made)  # noqa: S704  (made of Markdown, whose own HTML is escaped)
    html = _PAGES.get_template("mail.html").render(
        title=delivery.title, body=body, sentence=content.sentence, samples=content.samples,
        tags=content.tags, link=content.link, link_text=content.link_text, graph=content.graph, more=content.more,
        when=content.when, told=content.told, footer=content.footer, picture="cid:graph@vizsla" if picture else "",
        colour=COLOURS.get(delivery.status, "#2456c4"),
    )  # fmt: skip
    mail.add_alternative(html, subtype="html")
    part = mail.get_payload()[-1]  # type: ignore[index]
    assert isinstance(part, EmailMessage)
    inside = [("graph@vizsla", picture)] if picture else []
    for number, (cid, image) in enumerate([*inside, *images.items()], 1):
        part.add_related(image, "image", "png", cid=f"<{cid}>", disposition="inline", filename=f"graph-{number}.png")
    return mail


def address_of(handle: str, outside: Outside) -> str:
    """Where mail for a handle goes: to a user's address, or to the handle itself."""
    return outside.addresses().get(handle.lower(), handle)


async def send(delivery: Delivery, outside: Outside) -> None:
    """Hand the mail to the SMTP server; raises DeliveryFailed with the server's words."""
    mail = outside.mail
    if not mail.host:
        raise DeliveryFailed("no mail server is set; set smtp_host (VIZSLA_SMTP_HOST)", permanent=True)
    where = f"the mail server at {mail.host}:{mail.port}"
    try:
        message = await message_of(delivery, outside)
        await aiosmtplib.send(
            message,
            hostname=mail.host,
            port=mail.port,
            username=mail.user or None,
            password=mail.password or None,
            use_tls=mail.security == "tls",
            start_tls=mail.security == "starttls",
            timeout=_TIMEOUT_S,
        )
    except aiosmtplib.SMTPRecipientsRefused as error:
        refused = error.recipients[0] if error.recipients else None
        said = f": {refused.code} {refused.message}" if refused else ""
        final = refused is None or refused.code >= 500
        raise DeliveryFailed(f"{where} refused {delivery.handle}{said}", permanent=final) from error
    except aiosmtplib.SMTPAuthenticationError as error:
        raise DeliveryFailed(f"{where} refused the user name or password") from error
    except aiosmtplib.SMTPTimeoutError as error:
        raise DeliveryFailed(f"{where} did not answer within {_TIMEOUT_S:g} s") from error
    except (aiosmtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(f"{where} did not take the message: {error}") from error


async def _picture(delivery: Delivery, outside: Outside) -> bytes | None:
    async def drawn() -> bytes | None:
        address = await outside.snapshot(delivery)
        return await outside.image(address) if address else None

    return await _in_time(drawn())


async def _in_time(picture: Awaitable[bytes | None]) -> bytes | None:
    # An alert without its picture is better than a late one.
    try:
        async with asyncio.timeout(_PICTURE_S):
            return await picture
    except Exception:
        return None


async def _with_images(html: str, outside: Outside) -> tuple[str, dict[str, bytes]]:
    """The HTML with pictures of graphs inside the mail, since mail programs load none from elsewhere unasked."""
    images: dict[str, bytes] = {}
    for number, address in enumerate(dict.fromkeys(_IMAGE.findall(html))):
        if image := await _in_time(outside.image(address)):
            images[f"image{number}@vizsla"] = image
            html = html.replace(f'src="{address}"', f'style="max-width:100%" src="cid:image{number}@vizsla"')
    return html, images


def _text(content: Content) -> str:
    samples = [f"{one['at']}  {one['message']}" for one in content.samples]
    links = [f"{text}: {address}" for text, address in [(content.link_text, content.link), *content.more]]
    parts = [
        content.body,
        content.sentence,
        "\n".join(samples),
        " ".join(content.tags),
        "\n".join(links),
        content.when + (f"\nTold: {content.told}" if content.told else ""),
        content.footer,
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


channel = Channel(
    name="email",
    title="E-mail",
    doc="`@you@example.com` in a message sends e-mail to that address; a user's handle, to that user's.",
    serves=lambda handle: _ADDRESS.match(handle) is not None,
    send=send,
)
