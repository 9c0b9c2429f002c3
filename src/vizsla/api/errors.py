"""What the API answers when it cannot do what was asked."""


class ApiError(Exception):
    """An answer of this status whose body is `{"errors": [...]}`."""

    def __init__(self, status: int, *messages: str, headers: dict[str, str] | None = None) -> None:
        super().__init__("; ".join(messages))
        self.status, self.messages, self.headers = status, messages, headers or {}
