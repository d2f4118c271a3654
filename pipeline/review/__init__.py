"""The coordinator's desk: a local page on which she looks, decides and finds things again.

`serve` is the door. Everything heavy is imported behind it, so that naming this room costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.home import Home
    from pipeline.programme import Programme

__all__ = ["serve"]


def serve(home: Home, programme: Programme, *, port: int = 0, open_browser: bool = True) -> None:
    """Show the desk of a home in the browser until the program is stopped with Ctrl+C.

    `port` 0 takes any that is free. Raises WrongUse where the port is taken, StoreError where the database cannot
    be used. What was decided is in the outbox when this returns, unless another run holds the home.
    """
    from pipeline.review.server import run_server

    run_server(home, programme, port=port, open_browser=open_browser)
