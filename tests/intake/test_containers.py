"""What comes out of e-mails, Outlook parcels and archives, and what must not."""

import io
import struct
import zipfile
from datetime import datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from intake.cfb import attachment, message, ole2
from PIL import Image

from pipeline.intake.containers import Limits, Piece, open_document
from pipeline.intake.names import safe_name, safe_path
from pipeline.model import Kind, Outcome, Source

BST = timezone(timedelta(hours=1))
DROPPED = Source("dropped", "0" * 64, datetime(2025, 7, 9, 12, tzinfo=BST))
FORM = b"%PDF-1.7 a form"


def opened(content: bytes, limits: Limits | None = None) -> list[Piece]:
    return open_document(content, DROPPED, limits)


def seen(content: bytes, limits: Limits | None = None) -> list[tuple[str | None, Outcome | None]]:
    return [(piece.document.source.inside, piece.outcome) for piece in opened(content, limits)]


def zipped(members: dict[str, bytes], **how: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def picture(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((width, height), 90).save(file, "PNG")
    return file.getvalue()


def new_mail(body: str = "Form attached.\nJo") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Jo Brown <Office@Slyne.lancs.sch.uk>"
    mail["Subject"] = "Expression of interest – Slyne"
    mail["Date"] = "Thu, 03 Jul 2025 23:30:00 +0000"
    mail["Message-ID"] = "<1@slyne>"
    mail["In-Reply-To"] = "<query-7@council>"
    mail.set_content(body)
    return mail


def attach(mail: EmailMessage, name: str, content: bytes = FORM) -> EmailMessage:
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


TYPED_OUT = "\n".join(
    (
        "School: Lane Ends",
        "Tel: 01772 555 123",
        "Email: a@b.org",
        "Head: Mrs Smith",
        "Comments: Year 4",
        "Signed: J Smith",
    )
)


def test_a_mail_that_answers_the_questions_itself_is_read() -> None:
    assert seen(new_mail(TYPED_OUT).as_bytes()) == [(None, None)]
    passed_on = f"FYI\n\nFrom: Jo <a@b.org>\nSent: Monday\nSubject: EOI\n\n{TYPED_OUT}"
    assert seen(new_mail(passed_on).as_bytes()) == [(None, None)]
    quoted = "Thank you.\n" + "\n".join(f"> {line}" for line in TYPED_OUT.split("\n"))
    assert seen(new_mail(quoted).as_bytes()) == [(None, Outcome.NOT_A_FORM)]


# --- e-mails --------------------------------------------------------------------------------------------------


def test_a_mail_is_kept_with_everything_that_came_in_it() -> None:
    pieces = opened(attach(new_mail(), "EOI.pdf").as_bytes())

    container, form = pieces
    assert container.outcome is Outcome.CONTAINER
    assert form.outcome is None
    assert form.document.kind is Kind.PDF
    assert form.document.content == FORM
    source = form.document.source
    assert (source.file, source.inside) == ("dropped", "EOI.pdf")
    assert source.received.isoformat() == "2025-07-04T00:30:00+01:00"
    assert source.mail == container.document.source.mail
    assert source.mail is not None
    assert (source.mail.sender, source.mail.sender_name) == ("office@slyne.lancs.sch.uk", "Jo Brown")
    assert source.mail.subject == "Expression of interest – Slyne"
    assert (source.mail.message_id, source.mail.in_reply_to) == ("<1@slyne>", "<query-7@council>")
    assert source.mail.body == "Form attached.\nJo"


def test_a_mail_with_no_form_is_shown_as_such() -> None:
    (piece,) = opened(new_mail("Yes, two classes.").as_bytes())

    assert piece.outcome is Outcome.NOT_A_FORM
    assert "no form attached" in (piece.reason or "")
    assert piece.document.source.mail is not None
    assert piece.document.source.mail.body == "Yes, two classes."


def test_a_mail_in_html_alone_has_a_body() -> None:
    mail = new_mail()
    mail.set_content("<style>p{}</style><p>Two <b>Year 4</b> classes</p><p>Jo &amp; Al</p>", subtype="html")
    (piece,) = opened(mail.as_bytes())
    assert piece.document.source.mail is not None
    assert piece.document.source.mail.body == "Two Year 4 classes\n\nJo & Al"


def test_a_forwarded_mail_is_received_when_the_school_sent_it() -> None:
    outer = new_mail("See below")
    outer.replace_header("Date", "Mon, 07 Jul 2025 10:00:00 +0100")
    outer.add_attachment(attach(new_mail(), "EOI.pdf"))

    *_, form = opened(outer.as_bytes())

    assert form.document.source.inside == "Expression of interest – Slyne.eml!EOI.pdf"
    assert form.document.source.received.day == 4


def test_a_mail_without_a_date_was_received_when_its_file_changed() -> None:
    mail = attach(new_mail(), "EOI.pdf")
    mail.replace_header("Date", "last Thursday")
    assert opened(mail.as_bytes())[1].document.source.received == DROPPED.received


def test_logos_are_set_aside_and_photographs_are_not() -> None:
    mail = new_mail()
    for nth, content in enumerate((picture(200, 80), picture(1200, 90), picture(1200, 1600))):
        mail.add_related(content, "image", "png", cid=f"<{nth}>", filename=f"image00{nth}.png")

    assert seen(attach(mail, "EOI.pdf").as_bytes()) == [
        (None, Outcome.CONTAINER),
        ("image000.png", Outcome.NOT_A_FORM),
        ("image001.png", Outcome.NOT_A_FORM),
        ("image002.png", None),
        ("EOI.pdf", None),
    ]


def test_a_reply_with_a_logo_is_still_a_mail_with_no_form() -> None:
    mail = new_mail("Two, please.")
    mail.add_related(picture(200, 80), "image", "png", cid="<1>")
    assert seen(mail.as_bytes()) == [(None, Outcome.NOT_A_FORM)]


def test_attachments_of_one_name_are_told_apart() -> None:
    mail = attach(attach(new_mail(), "form.pdf"), "Form.PDF", b"%PDF-1.4 another")
    assert [inside for inside, _ in seen(mail.as_bytes())] == [None, "form.pdf", "Form (2).PDF"]


def test_one_bad_attachment_does_not_drop_its_siblings() -> None:
    mail = attach(attach(new_mail(), "forms.zip", b"PK\x03\x04 cut off"), "EOI.pdf")
    assert seen(mail.as_bytes()) == [(None, Outcome.CONTAINER), ("forms.zip", Outcome.UNREADABLE), ("EOI.pdf", None)]


# --- Outlook --------------------------------------------------------------------------------------------------

OUTLOOK = {
    0x0037: "Our form",
    0x1000: "Attached.\r\nJo",
    0x0C1A: "Jo",
    0x5D01: "Office@slyne.sch.uk",
    0x1035: "<2@slyne>",
}


def test_an_outlook_message_with_another_inside() -> None:
    inner = message({**OUTLOOK, 0x0037: "The inner one"}, [attachment("EOI.pdf", FORM)], header=24)
    outer = ole2(message(OUTLOOK, [attachment("large.pdf", FORM + bytes(9000)), attachment("fwd", inner=inner)]))

    pieces = opened(outer)

    assert [(piece.document.source.inside, piece.outcome) for piece in pieces] == [
        (None, Outcome.CONTAINER),
        ("large.pdf", None),
        ("The inner one.eml", Outcome.CONTAINER),
        ("The inner one.eml!EOI.pdf", None),
    ]
    assert pieces[1].document.content == FORM + bytes(9000)
    assert pieces[3].document.content == FORM
    mail = pieces[0].document.source.mail
    assert mail is not None
    assert (mail.sender, mail.subject, mail.body) == ("office@slyne.sch.uk", "Our form", "Attached.\nJo")


def test_a_damaged_outlook_message_is_unreadable() -> None:
    whole = ole2(message(OUTLOOK, [attachment("EOI.pdf", FORM)]))
    (piece,) = opened(whole[:700] + bytes(len(whole) - 700))
    assert piece.outcome in (Outcome.UNREADABLE, None)


def tnef(*attributes: tuple[int, bytes]) -> bytes:
    parts = [
        struct.pack("<BII", 2, tag, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)
        for tag, data in attributes
    ]
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(parts)


def long_name(name: str) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    padded = encoded + bytes(-len(encoded) % 4)
    return (
        struct.pack("<I", 2)
        + struct.pack("<HHI", 0x0003, 0x0E21, 1)
        + struct.pack("<HHII", 0x001F, 0x3707, 1, len(encoded))
        + padded
    )


PARCEL = tnef((0x0002800C, b"Attached.\0"), (0x00069002, bytes(14)), (0x00018010, b"EOI~1.PDF\0"), (0x0006800F, FORM), (0x00069005, long_name("EOI – Slyne.pdf")))  # fmt: skip


def test_winmail_dat_is_unpacked() -> None:
    pieces = opened(attach(new_mail(), "winmail.dat", PARCEL).as_bytes())

    assert [piece.document.source.inside for piece in pieces] == [None, "winmail.dat", "winmail.dat!EOI – Slyne.pdf"]
    assert pieces[2].document.content == FORM
    assert pieces[2].document.source.mail == pieces[0].document.source.mail


def test_a_parcel_that_is_cut_off_keeps_what_came_before() -> None:
    assert seen(PARCEL + PARCEL[6:20]) == [
        (None, Outcome.CONTAINER),
        ("EOI – Slyne.pdf", None),
        ("the rest of it", Outcome.UNREADABLE),
    ]


# --- archives -------------------------------------------------------------------------------------------------


def test_an_archive_and_what_programs_left_in_it() -> None:
    archive = zipped(
        {"a/EOI.pdf": FORM, "__MACOSX/a/._EOI.pdf": b"x", "a/.DS_Store": b"x", "a/": b"", "a/~$b.docx": b"x"}
    )
    assert seen(archive) == [(None, Outcome.CONTAINER), ("a/EOI.pdf", None)]


def test_names_lead_nowhere() -> None:
    archive = zipped({"../../etc/passwd": FORM, "C:\\Windows\\CON": FORM, "a!b\u202egpj.pdf": FORM})
    assert [inside for inside, _ in seen(archive)] == [None, "etc/passwd", "Windows/_CON", "a_bgpj.pdf"]


def test_archives_nest_to_a_depth() -> None:
    content = FORM
    for nth in range(5):
        content = zipped({f"{nth}.bin": content})
    outcomes = [outcome for _, outcome in seen(content)]
    assert outcomes == [Outcome.CONTAINER] * 3 + [Outcome.UNREADABLE]


def test_an_archive_that_grows_is_given_up() -> None:
    bomb = zipped({"a.pdf": FORM, "zeros": bytes(3 << 20), "b.pdf": FORM})

    assert seen(bomb, Limits(bytes_a_member=1 << 20)) == [
        (None, Outcome.CONTAINER),
        ("a.pdf", None),
        ("zeros", Outcome.UNREADABLE),
    ]
    assert seen(bomb, Limits(bytes_in_all=1 << 20))[-1] == ("zeros", Outcome.UNREADABLE)


def test_declared_sizes_are_not_believed() -> None:
    bomb = bytearray(zipped({"zeros": bytes(3 << 20)}))
    central = bomb.rindex(b"PK\x01\x02")
    struct.pack_into("<I", bomb, central + 24, 10)
    *_, (inside, outcome) = seen(bytes(bomb), Limits(bytes_a_member=1 << 20))
    assert (inside, outcome) == ("zeros", Outcome.UNREADABLE)


def test_too_many_members_are_named() -> None:
    pieces = opened(zipped({f"{nth}.pdf": FORM for nth in range(9)}), Limits(members=3))
    assert len(pieces) == 5
    assert "more than 3 files" in (pieces[-1].reason or "")


def test_a_member_that_is_damaged_or_protected() -> None:
    archive = bytearray(zipped({"a.pdf": FORM * 99, "b.pdf": FORM}))
    archive[60] ^= 0xFF
    assert [outcome for _, outcome in seen(bytes(archive))] == [Outcome.CONTAINER, Outcome.UNREADABLE, None]

    locked = bytearray(zipped({"a.pdf": FORM}))
    for at in (locked.index(b"PK\x03\x04") + 6, locked.index(b"PK\x01\x02") + 8):
        locked[at] |= 1
    (piece,) = opened(bytes(locked))
    assert (piece.outcome, "password" in (piece.reason or "")) == (Outcome.UNREADABLE, True)


def test_an_empty_archive() -> None:
    assert seen(zipped({})) == [(None, Outcome.NOT_A_FORM)]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("EOI (1).docx", "EOI (1).docx"),
        ("../../x.docx", "x.docx"),
        ("a\nb\tc.pdf", "a b c.pdf"),
        ("EOI  two spaces, urgent!.docx", "EOI  two spaces, urgent!.docx"),
        ("nul", "_nul"),
        ("\u200bx\u202e.pdf", "x.pdf"),
        ("\udce9.pdf", "?.pdf"),
        ("", "unnamed"),
        ("..", ".."),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    assert safe_name("x" * 400 + ".docx").endswith("….docx")
    assert safe_path("../..") == "unnamed"
