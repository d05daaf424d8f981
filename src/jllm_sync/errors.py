"""Errors that reach the user as a message, never as a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something that the user can mend: a wrong argument, an unreadable file.

    The message says what was expected, what was found, where, and what to do. The program ends with exit code 2.
    """
