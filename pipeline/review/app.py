"""The desk's addresses: which page each shows, and what each button does.

Nothing here decides anything: a page is read from the store, a decision goes to the merge, the outbox follows by
itself. Whoever gets this far has passed the gate.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.errors import PipelineError, StoreError
from pipeline.merge import DecisionError
from pipeline.model import Record, State
from pipeline.output import wording
from pipeline.output.values import value_in_words
from pipeline.review import pages, phrases
from pipeline.review.asked import Asked, answered_alone, number_said, questions_on, settled_by
from pipeline.review.corrections import EDITORS, MOST_CLASSES, Correction, Sent, as_sent, corrected, rows_shown
from pipeline.review.desk import Desk, Sight, record_of
from pipeline.review.lists import Filters, after
from pipeline.review.opener import Opener
from pipeline.review.pictures import Pictures
from pipeline.review.releaser import Releaser
from pipeline.review.school_page import school_context
from pipeline.years import YEAR_CODES, in_words

_HERE = Path(__file__).parent
_STATIC = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "desk.svg": "image/svg+xml",
}


class Pages:
    """The handlers, and what they all use."""

    def __init__(self, desk: Desk, releaser: Releaser, pictures: Pictures, opener: Opener) -> None:
        self.desk = desk
        self.releaser = releaser
        self.pictures = pictures
        self.opener = opener
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    # --- pages ------------------------------------------------------------------------------------------------

    def tonight(self, request: Request) -> Response:
        sight = self.desk.sight()
        return self._page(request, sight, "tonight", "Tonight", pages.tonight(self.desk, sight))

    def questions(self, request: Request) -> Response:
        sight = self.desk.sight()
        found = pages.questions(self.desk, sight, request.url.query)
        return self._page(request, sight, "questions", "Questions", found)

    def school(self, request: Request) -> Response:
        sight = self.desk.sight()
        record = _record(sight, request)
        found = school_context(record, self.desk, sight, self.pictures, dict(request.query_params))
        return self._page(request, sight, "school", wording.school(record), {**found, "numbers": _NUMBERS})

    def programme(self, request: Request) -> Response:
        sight = self.desk.sight()
        return self._page(request, sight, "programme", "Programme", pages.programme(self.desk, sight))

    def letters(self, request: Request) -> Response:
        sight = self.desk.sight()
        return self._page(request, sight, "letters", "Letters", pages.letters(self.desk, sight))

    def page_picture(self, request: Request) -> Response:
        record = _record(self.desk.sight(), request)
        content = self.pictures.content(record.form, request.path_params["number"])
        if content is None:
            raise HTTPException(404)
        return Response(content, media_type="image/png")

    def original(self, request: Request) -> Response:
        """Send a form as it came, to be saved: never shown by the browser itself."""
        record = _record(self.desk.sight(), request)
        place = request.path_params["place"]
        if place >= len(record.history):
            raise HTTPException(404)
        source = record.history[place].form.source
        name = (source.inside or source.file).rpartition("!")[2].rpartition("/")[2] or "form"
        headers = {
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name.encode('utf-8', 'replace'), safe='')}"
        }
        return Response(self.desk.custody.read(source.sha256), media_type="application/octet-stream", headers=headers)

    def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            raise HTTPException(404)
        return FileResponse(_HERE / "static" / name, media_type=_STATIC[name])

    # --- decisions --------------------------------------------------------------------------------------------

    def decide(self, request: Request) -> Response:
        """Answer a question by one of its options."""
        sent, sight = Sent(request.scope["eoi.form"]), self.desk.sight()
        record = _record(sight, request)
        asked = _question(record, sent.one("question"))
        option = asked.option(sent.one("option")) if asked else None
        if asked is None or option is None:
            raise DecisionError("This question is not open any more.", "It was answered, or a new form has come in.")
        value = option.said_with(number_said(sent.one("classes")))
        rests = sent.one("rests") or asked.rests
        number = self.desk.decide(record.id, option.field, value, answering=asked.flag, rests=rests)
        return self._onward(request, record.id, number, sent.one("in"))

    def change(self, request: Request) -> Response:
        """Show the editor of a field; read it back where something was sent."""
        sight = self.desk.sight()
        record, name = _record(sight, request), request.path_params["field"]
        if name not in EDITORS:
            raise HTTPException(404)
        if request.method != "POST":
            asked = request.query_params
            sent = as_sent(name, record.expression)
            return self._editor(
                request, sight, record, name, sent, Correction(), asked.get("in", ""), asked.get("question", "")
            )
        sent = Sent(request.scope["eoi.form"])
        listed, question = sent.one("in"), sent.one("question")
        made = corrected(name, sent, record.expression, self.desk.programme)
        if made.mistakes or sent.one("more"):
            return self._editor(request, sight, record, name, sent, made, listed, question)
        answering = answered_alone(_question(record, question), name)
        number = self.desk.decide(record.id, name, made.value, answering=answering)
        return self._onward(request, record.id, number, listed)

    def undo(self, request: Request) -> Response:
        """Take a decision back."""
        sent = Sent(request.scope["eoi.form"])
        record = _record(self.desk.sight(), request)
        numbers = {str(each.number): each.number for each in self.desk.taken(record)}
        if (number := numbers.get(sent.one("number"))) is None:
            raise DecisionError("That decision was taken back already.")
        self.desk.undo(number)
        where = self._school_address(request, record.id, sent.one("in"), undone="1")
        return RedirectResponse(where, 303)

    def open(self, request: Request) -> Response:
        """Open a file of the outbox in the program for it; where that cannot be, send it to be saved."""
        sent, sight = Sent(request.scope["eoi.form"]), self.desk.sight()
        path = self._file(sent.one("what"), sent.one("school"), sight)
        if not path.is_file() and not path.is_dir():
            raise HTTPException(404, "This file is not there yet. It is written within a second, or at the next run.")
        if self.opener.open(path):
            where = request.headers.get("referer", "")
            base = f"{request.url.scheme}://{request.url.netloc}{request.scope['root_path']}/"
            return RedirectResponse(where if where.startswith(base) else f"{request.scope['root_path']}/", 303)
        if path.is_dir():
            raise HTTPException(404, f"The folder cannot be opened from here. It is {path}.")
        return FileResponse(path, media_type="application/octet-stream", filename=path.name)

    # --- shared -----------------------------------------------------------------------------------------------

    def _file(self, what: str, school: str, sight: Sight) -> Path:
        """Return one of the few files that may be opened; never a path that somebody sent."""
        outbox = self.desk.home.outbox
        if what in ("workbook", "letters"):
            return outbox / {"workbook": "master.xlsx", "letters": "letters"}[what]
        if what in ("letter", "draft") and school in sight.records:
            return outbox / sight.letter(school).paths[what == "draft"]
        raise HTTPException(404)

    def _editor(
        self,
        request: Request,
        sight: Sight,
        record: Record,
        name: str,
        sent: Sent,
        made: Correction,
        listed: str,
        question: str,
    ) -> Response:
        kind = EDITORS[name]
        read = getattr(record.form.expression, name)
        alone = answered_alone(_question(record, question), name)
        found = {
            "record": record,
            "school": wording.school(record),
            "field": name,
            "kind": kind,
            "title": wording.field(name),
            "sent": sent,
            "mistakes": made.mistakes,
            "now": value_in_words(name, getattr(record.expression, name)),
            "read": value_in_words(name, read),
            "comments": record.expression.comments,
            "settled": [each.message for each in settled_by(record, name, alone)],
            "question": question,
            "listed": listed,
            "more": bool(sent.one("more")),
            "rows": rows_shown(name, sent) if kind in ("requests", "partners") else 0,
            "codes": [(code, in_words(code)) for code in YEAR_CODES],
            "kinds": wording.KINDS_IN_BRIEF,
            "numbers": range(1, MOST_CLASSES + 1),
            "edition": str(self.desk.programme.year),
        }
        return self._page(
            request, sight, "change", f"Change: {wording.field(name)}", found, 422 if made.mistakes else 200
        )

    def _onward(self, request: Request, record_id: str, number: int, listed: str) -> Response:
        """Go on to the next question: of the same school, else of the next one in the list; home when all is done."""
        sight, filters = self.desk.sight(), Filters.parse(listed)
        record = sight.records.get(record_id)
        done = {"done": str(number), "of": record_id}
        if record is None or record.state is not State.HELD:
            following = after(sight, filters, record_id)
            if following is None or following.state is not State.HELD:
                following = after(sight, Filters(), record_id)
            if following is None:
                return RedirectResponse(f"{request.scope['root_path']}/?{urlencode(done)}", 303)
            record_id = following.id
        return RedirectResponse(self._school_address(request, record_id, listed, **done), 303)

    def _school_address(self, request: Request, record_id: str, listed: str, **more: str) -> str:
        query = urlencode({"in": Filters.parse(listed).query, **more})
        return f"{request.scope['root_path']}/school/{record_id}?{query}"

    def _page(
        self, request: Request, sight: Sight, name: str, title: str, found: dict[str, Any], status: int = 200
    ) -> Response:
        listed = request.query_params.get("in", "") or (request.url.query if name == "questions" else "")
        shared = {
            "base": request.scope["root_path"],
            "token": request.scope["eoi.token"],
            "name": name,
            "title": title,
            "programme_name": f"{self.desk.programme.programme.short_name} {self.desk.programme.year}",
            "held_count": sum(record.state is State.HELD for record in sight.view.records),
            "list_query": Filters.parse(listed).query if listed else "",
            "message": self._message(request, sight),
            "problems": self.releaser.problems,
            "cut_off": sight.cut_off,
            "failure": self.desk.failure(),
            "is_up_to_date": self.releaser.is_up_to_date(),
        }
        page = self._templates.get_template(f"{name}.html.j2").render({**shared, **found})
        return HTMLResponse(page.encode("utf-8", "replace"), status)

    def _message(self, request: Request, sight: Sight) -> dict[str, str] | None:
        """Return what the last decision did, with the number to take it back by."""
        asked = request.query_params
        if asked.get("undone"):
            return {"words": "Taken back. The question is open again.", "number": "", "record": "", "school": ""}
        record = sight.records.get(asked.get("of", ""))
        if record is None or not asked.get("done"):
            return None
        taken = next((each for each in self.desk.taken(record) if str(each.number) == asked["done"]), None)
        if taken is None:
            return None
        words = f"{wording.sentence(phrases.decided(taken.decision))} {phrases.outcome(record)}"
        return {"words": words, "number": str(taken.number), "record": record.id, "school": wording.school(record)}

    def error(self, request: Request, problem: Exception) -> Response:
        """Say what did not work, and the way on."""
        if isinstance(problem, HTTPException):
            status = problem.status_code
            words = (
                problem.detail
                if status == 404 and problem.detail != "Not Found"
                else "There is nothing at this address."
            )
        else:
            status = 409 if isinstance(problem, DecisionError) else 503 if isinstance(problem, StoreError) else 404
            words = str(problem)
        found = {"base": request.scope["root_path"], "words": words}
        return HTMLResponse(self._templates.get_template("message.html.j2").render(found), status)


_NUMBERS = range(1, MOST_CLASSES + 1)


def _record(sight: Sight, request: Request) -> Record:
    return record_of(sight, request.path_params["record"])


def _question(record: Record, key: str) -> Asked | None:
    return next((each for each in questions_on(record) if each.key == key), None)


def build_app(desk: Desk, releaser: Releaser, pictures: Pictures, opener: Opener) -> Starlette:
    """Return the application that stands behind the gate."""
    own = Pages(desk, releaser, pictures, opener)
    school = "/school/{record:str}"
    routes = [
        Route("/", own.tonight, name="tonight"),
        Route("/questions", own.questions),
        Route("/programme", own.programme),
        Route("/letters", own.letters),
        Route(school, own.school),
        Route(f"{school}/page/{{number:int}}.png", own.page_picture),
        Route(f"{school}/original/{{place:int}}", own.original),
        Route(f"{school}/change/{{field:str}}", own.change, methods=["GET", "POST"]),
        Route(f"{school}/decide", own.decide, methods=["POST"]),
        Route(f"{school}/undo", own.undo, methods=["POST"]),
        Route("/open", own.open, methods=["POST"]),
        Route("/static/{name:str}", own.static),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: own.error, PipelineError: own.error})
