"""What is wrong with a query, and where in its text."""


class QueryError(ValueError):
    """A query that cannot be answered; `start` and `end` bound the faulty text (0, 0 where none of it is)."""

    def __init__(self, message: str, start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.message, self.start, self.end = message, start, end
