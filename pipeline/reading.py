"""Reading one document through to its flags: parse, normalise, validate, in this order.

The heavy libraries are loaded here, by the worker process that reads, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from pipeline.errors import BlankForm, NotAForm, Unreadable
from pipeline.intake.containers import NO_FORM_ATTACHED
from pipeline.intake.kinds import describe
from pipeline.intake.mails import text_of_html
from pipeline.intake.quoting import all_words, own_words
from pipeline.model import Answers, Document, Form, Kind
from pipeline.normalise import Context, SchoolRegister, normalise
from pipeline.normalise.comments import CommentReader
from pipeline.parse.flow import read_docx, read_text
from pipeline.parse.flow.pictures import page_pictures
from pipeline.parse.wording import Wording
from pipeline.programme import Programme
from pipeline.validate import validate

Reader = Callable[[Document], list[Form]]

# LibreOffice is given up on a little before its whole worker is.
_CONVERSION_SHARE = 0.8
# What may hold a form that was typed out.
_TEXTS = frozenset({"plain text", "a web page"})
_FORM_ENDINGS = (".docx", ".docm", ".doc", ".odt", ".rtf", ".pdf", ".pages", ".eml", ".msg", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic")  # fmt: skip


@dataclass(frozen=True)
class Resources:
    """What reading needs and is loaded once."""

    programme: Programme
    wording: Wording
    comment_reader: CommentReader
    register: SchoolRegister | None

    @classmethod
    def of(cls, programme: Programme) -> Resources:
        """Load everything for one programme."""
        register = SchoolRegister.load(programme.register_file) if programme.register_file else None
        names = register.names if register else ()
        return cls(programme, Wording.of(programme), CommentReader(programme.year, names), register)


def open_reader(programme: Programme) -> Reader:
    """Return the reader of a programme's documents."""
    resources = Resources.of(programme)
    return lambda document: read_document(document, resources)


def read_document(document: Document, resources: Resources) -> list[Form]:
    """Read the forms in a document, usually one.

    Raises Unreadable, NotAForm or BlankForm, with a reason for the coordinator.
    """
    mail = document.source.mail
    context = Context(
        programme=resources.programme,
        comment_reader=resources.comment_reader,
        register=resources.register,
        received=document.source.received,
        sender=mail.sender if mail else None,
        cover_letter=own_words(mail.body) if mail and document.source.inside else "",
    )
    forms = []
    for answers in parse(document, resources):
        expression, doubts = normalise(answers, context)
        forms.append(Form(document.source, answers, expression, validate(expression, answers, doubts, context)))
    return forms


def parse(document: Document, resources: Resources) -> list[Answers]:
    """Return the forms in a document as they were filled in. Raises Unreadable, NotAForm or BlankForm."""
    content, wording = document.content, resources.wording
    match document.kind:
        case Kind.DOCX:
            return read_word(content, wording, "docx")
        case Kind.DOC | Kind.ODT | Kind.RTF:
            from pipeline.parse.flow.convert import to_docx

            seconds = resources.programme.policy.seconds_a_file * _CONVERSION_SHARE
            return read_word(to_docx(content, document.kind, seconds=seconds), wording, document.kind.value)
        case Kind.PDF | Kind.PAGES:
            from pipeline.parse.flow.convert import preview_pdf
            from pipeline.parse.page import read_pdf
            from pipeline.parse.page.scan import recognise

            page = preview_pdf(content) if document.kind is Kind.PAGES else content
            return read_pdf(page, wording, recognise=recognise)
        case Kind.IMAGE:
            from pipeline.parse.page import read_pages
            from pipeline.parse.page.scan import read_image_pages

            return read_pages(read_image_pages(content), wording, format="image")
        case Kind.EML | Kind.MSG:
            return _read_mail(document.source.mail.body if document.source.mail else "", wording)
        case Kind.OTHER if describe(content) in _TEXTS:
            with suppress(NotAForm):
                return read_text(_words_of(content), wording)
        case Kind.ENCRYPTED:
            raise Unreadable("The file is protected with a password.", "Ask the school to send it without one.")
        case Kind.EMPTY:
            raise Unreadable("The file is empty: it has no content at all.", "Ask the school to send it again.")
    raise _refusal(document)


def _read_mail(body: str, wording: Wording) -> list[Answers]:
    """Read a form that was typed into a mail, or into one that was passed on."""
    for words in dict.fromkeys((own_words(body), all_words(body))):
        with suppress(NotAForm, BlankForm):
            return read_text(words, wording)
    raise NotAForm(NO_FORM_ATTACHED)


def _words_of(content: bytes) -> str:
    """Return the words of a text file or a web page."""
    text = content.decode("utf-8-sig", "replace")
    return text_of_html(text) if describe(content) == "a web page" else text.replace("\r\n", "\n")


def read_word(content: bytes, wording: Wording, format: str) -> list[Answers]:
    """Read the forms in a .docx; where its text is no form, a scan of the form may have been pasted into it.

    Raises what `read_docx` does.
    """
    try:
        return read_docx(content, wording, format=format)
    except (NotAForm, Unreadable):
        if pictures := page_pictures(content):
            with suppress(NotAForm, Unreadable):
                return _read_pictures(pictures, wording, format)
        raise


def _read_pictures(pictures: tuple[bytes, ...], wording: Wording, format: str) -> list[Answers]:
    from pipeline.parse.page import read_pages
    from pipeline.parse.page.scan import read_image_pages

    pages = [page for picture in pictures for page in read_image_pages(picture)]
    return read_pages([replace(page, number=number) for number, page in enumerate(pages, 1)], wording, format=format)


def _refusal(document: Document) -> Exception:
    """Return the error for a file of no kind that forms come in."""
    what = describe(document.content)
    name = (document.source.inside or document.source.file).lower()
    ending = next((ending for ending in _FORM_ENDINGS if name.endswith(ending)), None)
    if ending and what in (None, "plain text"):
        return Unreadable(
            f"The file is named {ending}, but is none: it is damaged, or was renamed.",
            "Ask the school to send it again.",
        )
    if what is None:
        return Unreadable("The file is of no kind that is known here.", "Ask the school for a Word file or a PDF.")
    return NotAForm(f"It is {what}, not an Expression of Interest form.")
