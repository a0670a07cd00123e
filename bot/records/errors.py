"""What can go wrong with records that an operator or a user can put right.

    WenceError
    └── RecordsError
        ├── DatabaseUnusable   the database cannot be opened or migrated
        ├── NewerSchema        a newer version of the program wrote it
        ├── NotKept            an answer or feedback could not be written
        ├── WrongFeedback      feedback that names a clause no policy can have
        ├── UnknownAnswer      an id under which nothing is kept
        └── NotConfirmed       what cannot be confirmed, or nothing that was

Users meet NotKept and WrongFeedback, in Chinese; operators meet the others.
"""

from __future__ import annotations

from corpus.errors import WenceError


class RecordsError(WenceError):
    """Base of what can go wrong with records."""


class DatabaseUnusable(RecordsError):
    """The database cannot be reached, opened or migrated."""


class NewerSchema(RecordsError):
    """The database was written by a newer version of the program."""


class NotKept(RecordsError):
    """Nothing could be written: the disk is full, or the database is out of reach."""

    def __init__(self) -> None:
        super().__init__("记录暂时无法保存，请稍后再试；如果一直这样，请联系管理员。")


class WrongFeedback(RecordsError):
    """Feedback that names what no policy can have."""


class UnknownAnswer(RecordsError):
    """No answer is kept under that id."""


class NotConfirmed(RecordsError):
    """A confirmation that does not say what is right, or no confirmation at all."""
