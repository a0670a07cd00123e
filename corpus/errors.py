"""The errors a user can put right, all under one base.

    WenceError
    ├── UnreadableDocument   a file that holds no policy text we can read
    ├── NoClauses            a text in which no numbered clause was found
    ├── UnknownPolicy        an id that is not in the library
    └── BrokenLibrary        a stored policy whose files do not fit together

Other packages derive their own from `WenceError`; the command line prints it and exits with 1.
"""


class WenceError(Exception):
    """Something the user can put right; its text is one sentence that says how."""


class UnreadableDocument(WenceError):
    """The file is empty, binary, too large, or in an encoding we do not know."""


class NoClauses(WenceError):
    """The text has no numbered clause (一、 (一) 第一条 1. …)."""


class UnknownPolicy(WenceError):
    """No policy of that id is in the library."""


class BrokenLibrary(WenceError):
    """The files of a stored policy are missing, damaged or do not fit together."""
