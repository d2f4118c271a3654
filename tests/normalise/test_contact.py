"""Telephone numbers and e-mail addresses, as schools write them in one cell."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer, marked

from pipeline.normalise.contact import read_contact
from pipeline.programme import Contact

ORGANISER = Contact("James Orme", "Coordinator", "james.orme@lancashire.gov.uk", "01772 538416")

# As written; the telephones and the addresses that the record holds; the codes of the doubts.
CORPUS = [
    ("01772 554 871office@b.uk", "+441772554871 office@b.uk", ""),
    ("01772 554871-office@b.uk", "+441772554871 office@b.uk", ""),
    ("T 01772 554871 F 01772 554872", "+441772554871", ""),
    (
        "2nd.office@b.uk 01772 554871 Y4 teacher's mobile 07700 900123",
        "+441772554871 +447700900123 2nd.office@b.uk",
        "",
    ),
    ("0177 2554871 (Mon-Fri 8.30am - 4.00pm)", "+441772554871", ""),
    ("+441772554871;ext=3", "+441772554871", ""),
    ("01772 554 871 office@barnfold.lancs.sch.uk", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    (
        "Tel: (01257) 451 206, Email: head@stmarys-eccleswick.lancs.sch.uk",
        "+441257451206 head@stmarys-eccleswick.lancs.sch.uk",
        "",
    ),
    ("01772 55 48 71 / 07700 900182 / a@b.sch.uk", "+441772554871 +447700900182 a@b.sch.uk", ""),
    ("01282 421 555 ext 3 / head@townleyfold.lancs.sch.uk", "+441282421555 head@townleyfold.lancs.sch.uk", ""),
    ("01282 421555 (ext. 12)", "+441282421555", ""),
    ("01282421555x203 office@b.org", "+441282421555 office@b.org", ""),
    ("+44 (0)1772 554871 OFFICE@B.ORG.UK.", "+441772554871 office@b.org.uk", ""),
    ("+44(0)1772 554871", "+441772554871", ""),
    ("(+44) 1772 554871", "+441772554871", ""),
    ("(+44)(0)1772 554871", "+441772554871", ""),
    ("0044 1772 554871", "+441772554871", ""),
    ("1772 554871", "+441772554871", ""),
    ("01772 554871 07700 900182", "+441772554871 +447700900182", ""),
    ("01772 554871/554872", "+441772554871 +441772554872", ""),
    ("01772 554871/2", "+441772554871", "telephone-invalid"),
    ("01772-554-871 or 01772-554-872", "+441772554871 +441772554872", ""),
    ("01772.554.871", "+441772554871", ""),
    ("01772/554871", "+441772554871", ""),
    ("01772 55", "", "telephone-invalid"),
    ("01772 5548711", "", "telephone-invalid"),
    ("01772 554871 between 8.30am and 4pm", "+441772554871", ""),
    ("01772 554871 (8.30-4.00)", "+441772554871", ""),
    ("Tel/Fax: 01772 554871", "+441772554871", ""),
    ("Tel: 01772 554871 Fax: 01772 554872 e: a@b.uk", "+441772554871 a@b.uk", ""),
    ("tel01772 554871email:office@b.sch.uk", "+441772554871 office@b.sch.uk", ""),
    ("Email-office@barnfold.sch.uk", "office@barnfold.sch.uk", ""),
    ("mailto:office@barnfold.sch.uk", "office@barnfold.sch.uk", ""),
    ("office @ barnfold . lancs . sch . uk 01772 554871", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    ("office@barnfold.lancs.sch.uk. Please ring on 01772 554871.", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    ("office@barnfold.lancs.sch.uk01772 554871", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    ("01772554871office@barnfold.lancs.sch.uk", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    (
        "office@barnfold.lancs.sch.uk/head@barnfold.lancs.sch.uk",
        "office@barnfold.lancs.sch.uk head@barnfold.lancs.sch.uk",
        "",
    ),
    (
        "office@barnfold.lancs.sch.uk; head@barnfold.lancs.sch.uk",
        "office@barnfold.lancs.sch.uk head@barnfold.lancs.sch.uk",
        "",
    ),
    ("<office@barnfold.lancs.sch.uk>", "office@barnfold.lancs.sch.uk", ""),
    ('"Barnfold Office" <office@barnfold.lancs.sch.uk>', "office@barnfold.lancs.sch.uk", ""),
    ("office@barnfold,lancs.sch.uk", "", "email-invalid"),
    ("office@@barnfold.lancs.sch.uk", "", "email-invalid"),
    ("office@barnfold..lancs.sch.uk", "", "email-invalid"),
    ("office.barnfold.lancs.sch.uk", "", "email-invalid"),
    ("www.barnfold.lancs.sch.uk office@barnfold.lancs.sch.uk", "office@barnfold.lancs.sch.uk", ""),
    ("office@barnfold", "", "email-invalid"),
    ("office@barnfold.lancs.sch", "", "email-invalid"),
    ("office@barnfold.con", "", "email-invalid"),
    ("office@barnfold lancs.sch.uk", "", "email-invalid"),
    ("office@barn fold.lancs.sch.uk", "", "email-invalid"),
    ("@barnfold.lancs.sch.uk", "", "email-invalid"),
    ("01772 554871 / head teacher@barnfold.lancs.sch.uk", "+441772554871", "email-invalid"),
    ("j smith@barnfold.lancs.sch.uk", "", "email-invalid"),
    ("st marys@barnfold.lancs.sch.uk", "", "email-invalid"),
    ("t 01772 554871 e office@barnfold.lancs.sch.uk", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    ("Mrs Smith office@barnfold.lancs.sch.uk", "office@barnfold.lancs.sch.uk", ""),
    ("office(at)barnfold.lancs.sch.uk", "office@barnfold.lancs.sch.uk", ""),
    ("office at barnfold dot lancs dot sch dot uk", "office@barnfold.lancs.sch.uk", ""),
    ("O1772 554871", "+441772554871", ""),
    ("james.orme@lancashire.gov.uk 01772 538416", "", ""),
    ("office@gmail.com, PR4 2AB 01772 554871", "+441772554871 office@gmail.com", ""),
    ("12 Church Lane, Barnfold PR4 2AB. 01772 554871", "+441772554871", ""),
    (
        "Mr Smith 01772 554871 head@b.sch.uk Mrs Jones 01772 554872 y4@b.sch.uk",
        "+441772554871 +441772554872 head@b.sch.uk y4@b.sch.uk",
        "",
    ),
    ("T: 01772 554871 M: 07712 345678 E: a.b-c_d@b.sch.uk", "+441772554871 +447712345678 a.b-c_d@b.sch.uk", ""),
    ("01772 554871 option 2", "+441772554871", ""),
    ("01772 554871, option 2, office@b.uk", "+441772554871 office@b.uk", ""),
    ("01772 554871 – press 1 for the office", "+441772554871", ""),
    ("020 7946 0018", "+442079460018", ""),
    ("0151-496 0123", "+441514960123", ""),
    ("01772 554871 (office) 07712345678 (head's mobile)", "+441772554871 +447712345678", ""),
    ("00353 1 234 5678", "+35312345678", ""),
    ("554871", "", "telephone-invalid"),
    ("01772 554871 ext 3 or 4", "+441772554871", ""),
    ("01772 554871 / office@b.uk / Year 4 teacher 2025", "+441772554871 office@b.uk", ""),
    ("office@school.lancs.sch.uk (Mrs O'Neill)", "office@school.lancs.sch.uk", ""),
    (
        "bursar@st-johns.lancs.sch.uk or office@st-johns.lancs.sch.uk",
        "bursar@st-johns.lancs.sch.uk office@st-johns.lancs.sch.uk",
        "",
    ),
    ("Office@StMary'sschool.co.uk", "", "email-invalid"),
    ("n/a", "", ""),
    ("01772 554871 (school) 554872 (nursery)", "+441772554871 +441772554872", ""),
    ("01772 554871 after 3.30", "+441772554871", ""),
    ("Tel. No. 01772554871.", "+441772554871", ""),
    ("01772   554871     head@b.uk", "+441772554871 head@b.uk", ""),
    ("0 1 7 7 2 5 5 4 8 7 1", "+441772554871", ""),
    ("(01772)554871", "+441772554871", ""),
    ("01772) 554871", "+441772554871", ""),
    ("tel:+441772554871", "+441772554871", ""),
    ("01772 554871, 554872", "+441772554871 +441772554872", ""),
    ("e.mail: office@b.uk", "office@b.uk", ""),
    ("office@b.uk (office) / 01772 554871", "+441772554871 office@b.uk", ""),
    ("head@b.lancs.sch.uk cc office@b.lancs.sch.uk", "head@b.lancs.sch.uk office@b.lancs.sch.uk", ""),
    ("01772\n554871\noffice@barn\nfold.lancs.sch.uk", "+441772554871 office@barnfold.lancs.sch.uk", ""),
    ("01772 554871\n07712 345678", "+441772554871 +447712345678", ""),
    ("office@barnfold.\nlancs.sch.uk", "office@barnfold.lancs.sch.uk", ""),
    ("head@stmarys-\neccleswick.lancs.sch.uk\n01772 554871", "+441772554871 head@stmarys-eccleswick.lancs.sch.uk", ""),
    ("head.\nteacher@b.lancs.sch.uk", "head.teacher@b.lancs.sch.uk", ""),
    ("office@barnfold.lancs\n.sch.uk", "office@barnfold.lancs.sch.uk", ""),
    ("01772 554\n871", "+441772554871", ""),
    ("office\n@b.uk", "office@b.uk", ""),
    ("01772 554871\n2 classes please", "+441772554871", ""),
    ("office@b.lancs.sch.uk\nhead@b.lancs.sch.uk", "office@b.lancs.sch.uk head@b.lancs.sch.uk", ""),
    ("office@barnfold\n01772 554871", "+441772554871", "email-invalid"),
    ("office@barnfold.org\nuk@foo.com", "office@barnfold.org uk@foo.com", ""),
    ("Tel: 01772 554871\nEmail: ", "+441772554871", ""),
    ("01772 554871 | office@b.uk", "+441772554871 office@b.uk", ""),
]


@pytest.mark.parametrize(("written", "held", "codes"), CORPUS)
def test_contact_details_are_read(written: str, held: str, codes: str) -> None:
    details, doubts = read_contact(answer(written), ORGANISER)
    assert " ".join((*details.telephones, *details.emails)) == held
    assert " ".join(doubt.code for doubt in doubts) == codes


def test_letters_are_digits_only_where_a_picture_was_read() -> None:
    details, doubts = read_contact(answer("01772 5S487l", confidence=0.95), ORGANISER)
    assert (details.telephones, doubts) == (("+441772554871",), ())
    details, doubts = read_contact(answer("01772 5S4871"), ORGANISER)
    assert details.telephones == ()
    assert doubts[0].suggestions[0].value == ["+441772554871"]


def test_what_is_struck_through_is_withdrawn() -> None:
    details, _ = read_contact(marked("~01772 554870~ 01772 554871 ~old@b.org~ new@b.org"), ORGANISER)
    assert (details.telephones, details.emails) == (("+441772554871",), ("new@b.org",))


def test_a_number_that_is_too_short_is_quoted_with_its_length() -> None:
    _, doubts = read_contact(answer("01772 55"), ORGANISER)
    assert doubts[0].message == "The telephone number “01772 55” cannot be complete: it has 7 digits."


NUMBERS = st.tuples(
    st.sampled_from(["1772", "1254", "1253", "1524", "1282", "1706", "7712"]), st.integers(200000, 999999)
)


@given(NUMBERS, st.data())
def test_a_number_reads_back_however_it_is_spaced(number: tuple[str, int], data: st.DataObject) -> None:
    national = f"{number[0]}{number[1]}"
    prefix = data.draw(st.sampled_from(["0", "+44 ", "+44 (0)", "0044", "(+44) ", "+44(0) "]))
    cuts = data.draw(st.sets(st.integers(4, len(national) - 1), max_size=3))
    sign = data.draw(st.sampled_from([" ", "-", "."]))
    digits = "".join((sign if position in cuts else "") + char for position, char in enumerate(national))
    details, doubts = read_contact(answer(f"Tel: {prefix}{digits} ext 21"), ORGANISER)
    assert (details.telephones, doubts) == ((f"+44{national}",), ())


@given(
    st.lists(NUMBERS, min_size=1, max_size=3, unique=True),
    st.sampled_from([" / ", ", ", " or ", "\n", "; ", " ", " & "]),
)
def test_several_numbers_are_kept_in_order(numbers: list[tuple[str, int]], between: str) -> None:
    written = between.join(f"0{code} {rest}" for code, rest in numbers)
    details, doubts = read_contact(answer(written), ORGANISER)
    assert (details.telephones, doubts) == (tuple(f"+44{code}{rest}" for code, rest in numbers), ())


@given(
    st.from_regex(
        r"[a-z][a-z0-9]{0,8}([._-][a-z0-9]{1,6})?@[a-z][a-z0-9]{1,12}\.(lancs\.sch\.uk|org\.uk|co\.uk|com|school)",
        fullmatch=True,
    )
)
def test_an_address_reads_back(address: str) -> None:
    for written in (
        address,
        address.upper(),
        f"Email: {address}.",
        f"<{address}>",
        f"mailto:{address}",
        address.replace("@", " @ "),
    ):
        details, doubts = read_contact(answer(written), ORGANISER)
        assert (details.emails, doubts) == ((address,), ())


@given(st.text(alphabet=st.sampled_from("01457 +()/-.@abuk\n:;,extOolp"), max_size=60) | st.text(max_size=80))
def test_nothing_breaks_it_and_only_valid_values_are_held(text: str) -> None:
    details, _ = read_contact(answer(text), ORGANISER)
    assert all(phonenumbers.is_possible_number(phonenumbers.parse(number)) for number in details.telephones)
    again, doubts = read_contact(answer("\n".join((*details.telephones, *details.emails))), ORGANISER)
    assert (again, doubts) == (details, ())
