"""Who may ask: API and application keys, sessions of the browser, one-time login links, the admin's password."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from hmac import compare_digest

import argon2
import sqlalchemy as sa

from vizsla import clock
from vizsla.api.attempts import Attempts
from vizsla.clock import Clock
from vizsla.settings import Settings
from vizsla.store.database import metadata, open_documents
from vizsla.store.documents import Conflict, Documents

log = logging.getLogger(__name__)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),  # session | login
    sa.Column("handle", sa.Text, nullable=False),
    sa.Column("expires", sa.Float, nullable=False),
)

SESSION_S = 30 * 86400.0
LOGIN_LINK_S = 86400.0
ADMIN = "admin@localhost"
USER = "user"  # the kind of users' documents, whose ids are handles
_FRESH_S = 2.0
_PATIENCE_S = 1.0


class Auth:
    """Checks and makes what proves somebody's right; keys are read anew every two seconds."""

    def __init__(
        self, documents: Documents, clock: Clock, *, api_key: str = "", app_key: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._documents, self._clock, self._monotonic = documents, clock, monotonic
        self._given = {"api_key": api_key, "app_key": app_key}
        self._read: dict[str, tuple[float, frozenset[bytes]]] = {}
        self._reading: dict[str, asyncio.Task[None]] = {}
        self.attempts = Attempts(monotonic)

    def ensure(self) -> tuple[str, str]:
        """The API key and application key of the first start, made where there are none."""
        return self._first("api_key", 16), self._first("app_key", 20)

    async def valid_key(self, key: str) -> bool:
        """Whether this is an API key."""
        return await self._valid("api_key", key)

    async def valid_app_key(self, key: str) -> bool:
        """Whether this is an application key."""
        return await self._valid("app_key", key)

    def changed(self, kind: str) -> None:
        """Keys of this kind were made or revoked: those that were read no longer count."""
        self._read.pop(kind, None)
        self._reading.pop(kind, None)

    def login_link(self, url: str, handle: str = ADMIN) -> str:
        """A link that logs a user in once, within a day; browsers send nothing of what follows its `#` to servers."""
        return f"{url}/login#{self._ticket('login', handle, LOGIN_LINK_S)}"

    def session_by_token(self, token: str) -> str | None:
        """A session's secret for a login token, which is spent by this; None when it is not valid."""
        handle = self._holder("login", token)
        if handle is None:
            return None
        if not self._drop(token):  # somebody else spent it at the same moment
            return None
        return self._ticket("session", handle, SESSION_S)

    def session_by_password(self, handle: str, password: str) -> str | None:
        """A session's secret for the user's password, or None."""
        user = self._documents.get(USER, handle.strip().lower())
        digest = str(user.body.get("password") or "") if user and not user.body.get("disabled") else ""
        try:
            argon2.PasswordHasher().verify(digest or _nobody(), password)
        except argon2.exceptions.VerificationError:
            return None
        return self._ticket("session", handle.strip().lower(), SESSION_S) if digest else None

    def set_password(self, handle: str, password: str, session: str = "") -> None:
        """Give a user a password; whoever else is logged in as this user, or has a link to, is logged out by it."""
        secret = {"password": argon2.PasswordHasher().hash(password)}
        user = self._documents.get(USER, handle)
        if user:
            self._documents.save(USER, handle, user.body | secret, author=handle)
        else:
            self._documents.create(USER, secret, id=handle, author=handle)
        with self._documents.engine.begin() as db:
            db.execute(tickets.delete().where(tickets.c.handle == handle, tickets.c.digest != _digest(session)))

    def user_of(self, session: str) -> str | None:
        """The handle of the user whose session this is; None for one who may not log in any more."""
        handle = self._holder("session", session) if session else None
        if handle is None or handle == ADMIN:
            return handle
        user = self._documents.get(USER, handle)
        return handle if user and not user.body.get("disabled") else None

    def is_admin(self, handle: str) -> bool:
        """Whether this user may set up the server: channels, keys and users."""
        user = self._documents.get(USER, handle)
        return handle == ADMIN or (user is not None and user.body.get("role") == "admin")

    def end(self, session: str) -> None:
        """Log out."""
        self._drop(session)

    def _first(self, kind: str, size: int) -> str:
        if self._given[kind]:
            return self._given[kind]
        if not (kept := self._documents.all(kind)):
            with suppress(Conflict):  # another server that starts now was first
                self._documents.create(
                    kind, {"name": "first start", "key": secrets.token_hex(size)}, id="first", author=ADMIN
                )
            kept = self._documents.all(kind)
        return str(kept[0].body["key"])

    async def _valid(self, kind: str, key: str) -> bool:
        if not key:
            return False
        while (known := self._read.get(kind)) is None:
            await asyncio.shield(self._reading_of(kind))
        if self._monotonic() - known[0] >= _FRESH_S and kind not in self._reading:
            # One request waits a little, others go on with what is known: so does intake while documents do not answer.
            await asyncio.wait((self._reading_of(kind),), timeout=_PATIENCE_S)
            known = self._read.get(kind, known)
        digest = sha256(key.encode()).digest()
        return any(compare_digest(digest, one) for one in known[1])

    def _reading_of(self, kind: str) -> "asyncio.Task[None]":
        if kind not in self._reading:
            self._reading[kind] = asyncio.create_task(self._read_anew(kind))
        return self._reading[kind]

    async def _read_anew(self, kind: str) -> None:
        me, began = asyncio.current_task(), self._monotonic()
        try:
            found = await asyncio.to_thread(self._digests, kind)
            if self._reading.get(kind) is me:
                self._read[kind] = (began, found)
        except sa.exc.SQLAlchemyError as error:
            known = self._read.get(kind)
            if known is None:
                raise
            log.warning("keys cannot be read anew: %s", type(error).__name__)
            self._read[kind] = (began, known[1])
        finally:
            if self._reading.get(kind) is me:
                del self._reading[kind]

    def _digests(self, kind: str) -> frozenset[bytes]:
        keys = [str(one.body["key"]) for one in self._documents.all(kind)] + [self._given[kind]]
        return frozenset(sha256(one.encode()).digest() for one in keys if one)

    def _ticket(self, kind: str, handle: str, seconds: float) -> str:
        secret = secrets.token_urlsafe(32)
        now = self._clock()
        with self._documents.engine.begin() as db:
            db.execute(tickets.delete().where(tickets.c.expires < now))
            db.execute(tickets.insert().values(digest=_digest(secret), kind=kind, handle=handle, expires=now + seconds))
        return secret

    def _holder(self, kind: str, secret: str) -> str | None:
        with self._documents.engine.connect() as db:
            found = db.execute(
                sa.select(tickets.c.handle).where(
                    tickets.c.digest == _digest(secret), tickets.c.kind == kind, tickets.c.expires > self._clock()
                )
            ).scalar_one_or_none()
        return None if found is None else str(found)

    def _drop(self, secret: str) -> bool:
        with self._documents.engine.begin() as db:
            done = db.execute(tickets.delete().where(tickets.c.digest == _digest(secret)))
        return bool(done.rowcount)


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@cache
def _nobody() -> str:
    """What is verified in place of a digest that does not exist: an unknown user takes as long as a wrong password."""
    return argon2.PasswordHasher().hash(secrets.token_hex(8))


def open_auth(settings: Settings) -> Auth:
    """Keys and sessions alone, which any process may open beside a running server."""
    documents = Documents(open_documents(settings.documents, settings.data))
    return Auth(documents, clock.wall, api_key=settings.api_key, app_key=settings.app_key)
