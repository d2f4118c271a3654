"""Names of people, and signatures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer, marked

from pipeline.model import Signature
from pipeline.normalise.person import read_person
from pipeline.normalise.signature import read_signature

# As written; the name, and its title, given and family parts.
PEOPLE = [
    ("Mrs D Eastham Head", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Rev'd J Hill", "Rev'd J Hill", "Rev'd", "J", "Hill"),
    ("Wendy Robb (Ms)", "Wendy Robb (Ms)", "Ms", "Wendy", "Robb"),
    ("Mrs Smith (maternity cover Mr Jones)", "Mrs Smith (maternity cover Mr Jones)", "Mrs", None, "Smith"),
    ("Mrs D Eastham", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mr Owain Griffiths", "Mr Owain Griffiths", "Mr", "Owain", "Griffiths"),
    ("J Sowerby-Khan", "J Sowerby-Khan", None, "J", "Sowerby-Khan"),
    ("Dr Jane van der Berg", "Dr Jane van der Berg", "Dr", "Jane", "van der Berg"),
    ("Mrs Eastham", "Mrs Eastham", "Mrs", None, "Eastham"),
    ("Rev Dr P O'Neill", "Rev Dr P O'Neill", "Rev Dr", "P", "O'Neill"),
    ("MRS D MCDONALD", "Mrs D McDonald", "Mrs", "D", "McDonald"),
    ("Smith, Jane", "Smith, Jane", None, "Jane", "Smith"),
    ("Smith, Mrs J", "Smith, Mrs J", "Mrs", "J", "Smith"),
    ("Mr J P Smith", "Mr J P Smith", "Mr", "J P", "Smith"),
    ("Miss K. L. Brown", "Miss K. L. Brown", "Miss", "K. L", "Brown"),
    ("Sr Mary Benedict", "Sr Mary Benedict", "Sr", "Mary", "Benedict"),
    ("Sister Mary", "Sister Mary", "Sister", "Mary", None),
    ("Mrs J Smith MBE", "Mrs J Smith MBE", "Mrs", "J", "Smith"),
    ("Mr A De Souza", "Mr A De Souza", "Mr", "A", "De Souza"),
    ("Mrs S Hodgson BA (Hons) NPQH", "Mrs S Hodgson BA (Hons) NPQH", "Mrs", "S", "Hodgson"),
    ("Mrs D.Eastham", "Mrs D.Eastham", "Mrs", "D", "Eastham"),
    ("Fr John", "Fr John", "Fr", None, "John"),
    ("Jane", "Jane", None, None, "Jane"),
    ("Mr Dean Smith", "Mr Dean Smith", "Mr", "Dean", "Smith"),
    ("Grace King", "Grace King", None, "Grace", "King"),
    ("Ms J Ma", "Ms J Ma", "Ms", "J", "Ma"),
    ("Mrs D Eastham (Acting Head)", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mrs D Eastham - Headteacher", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Headteacher: Mrs D Eastham", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mrs D Eastham Headteacher", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mrs D Eastham, Executive Headteacher", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mrs A Khan & Mr B Lee", "Mrs A Khan & Mr B Lee", None, None, None),
    ("Mrs A Khan and Mr B Lee (Co-Headteachers)", "Mrs A Khan and Mr B Lee", None, None, None),
    ("Mrs A Khan (Executive Head) and Mr B Lee (Head of School)", "Mrs A Khan and Mr B Lee", None, None, None),
    ("Mrs D Eastham\nHeadteacher", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("mrs d eastham", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mrs. D. Eastham", "Mrs. D. Eastham", "Mrs.", "D", "Eastham"),
    ("Mrs D Eastham head@b.uk 01772 554871", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mr Tom Head", "Mr Tom Head", "Mr", "Tom", "Head"),
    ("Mrs Headley", "Mrs Headley", "Mrs", None, "Headley"),
    ("N/A", None, None, None, None),
    ("......", None, None, None, None),
    ("Acting Headteacher", None, None, None, None),
    ("Mrs D Eastham (Interim)", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Executive Headteacher Mrs D Eastham", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Mr T. O’Brien", "Mr T. O’Brien", "Mr", "T", "O’Brien"),
    ("Mr John St John", "Mr John St John", "Mr", "John", "St John"),
    ("Mrs Sarah Lloyd-Jones", "Mrs Sarah Lloyd-Jones", "Mrs", "Sarah", "Lloyd-Jones"),
    ("DR A N OTHER", "Dr A N Other", "Dr", "A N", "Other"),
    ("DJ Smith", "DJ Smith", None, "DJ", "Smith"),
    ("Mrs P de la Cruz", "Mrs P de la Cruz", "Mrs", "P", "de la Cruz"),
    ("Mr Ahmed bin Said", "Mr Ahmed bin Said", "Mr", "Ahmed", "bin Said"),
    ("Jane Smith, Head of School", "Jane Smith", None, "Jane", "Smith"),
    ("Mr R Principal", "Mr R Principal", "Mr", "R", "Principal"),
    ("Mrs Jo Bloggs (she/her)", "Mrs Jo Bloggs (she/her)", "Mrs", "Jo", "Bloggs"),
    ("Mrs D Eastham HT", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("MrS Patel", "MrS Patel", "MrS", None, "Patel"),
    ("Mrs D  Eastham,", "Mrs D Eastham", "Mrs", "D", "Eastham"),
    ("Ms Siân Jones", "Ms Siân Jones", "Ms", "Siân", "Jones"),
    ("Mr. & Mrs. Ward", "Mr. & Mrs. Ward", None, None, None),
    ("Mrs D Eastham / Mr F Cole", "Mrs D Eastham / Mr F Cole", None, None, None),
    ("Mrs Pat Heads", "Mrs Pat Heads", "Mrs", "Pat", "Heads"),
    ("Mr Ian Teacher", "Mr Ian Teacher", "Mr", "Ian", "Teacher"),
    ("The Revd Canon Ann Lee", "The Revd Canon Ann Lee", "The Revd Canon", "Ann", "Lee"),
    ("Mrs D EASTHAM", "Mrs D EASTHAM", "Mrs", "D", "EASTHAM"),
    ("macdonald", "Macdonald", None, None, "Macdonald"),
    ("Mr D Eastham Acting Headteacher from September", "Mr D Eastham", "Mr", "D", "Eastham"),
    ("Mrs Karen O'Neill-Smith", "Mrs Karen O'Neill-Smith", "Mrs", "Karen", "O'Neill-Smith"),
    ("Headteacher - Mrs B Bee (from Sept: Mr C Cee)", "Mrs B Bee (from Sept: Mr C Cee)", "Mrs", "B", "Bee"),
    ("Mrs L Co", "Mrs L Co", "Mrs", "L", "Co"),
    ("Mr J Admin", "Mr J Admin", "Mr", "J", "Admin"),
    ("Mrs H Bursar-Smith", "Mrs H Bursar-Smith", "Mrs", "H", "Bursar-Smith"),
    ("Headteacher Jane Smith", "Jane Smith", None, "Jane", "Smith"),
    ("Jane Smith Acting Head", "Jane Smith", None, "Jane", "Smith"),
]

# As written; the name, or None where it is no signature.
SIGNATURES = [
    ("S Hodgson", "S Hodgson"),
    ("X", None),
    ("x", None),
    ("......", None),
    ("", None),
    ("DE", "DE"),
    ("D.E.", "D.E."),
    ("p.p. J Smith", "J Smith"),
    ("pp J Smith", "J Smith"),
    ("S Hodgson (Headteacher)", "S Hodgson"),
    ("S Hodgson Headteacher", "S Hodgson"),
    ("S Hodgson\nHeadteacher\nBarnfold Primary", "S Hodgson"),
    ("Electronically signed by S Hodgson", "S Hodgson"),
    ("Signed: S Hodgson", "S Hodgson"),
    ("J Smith pp Mrs Hodgson", "J Smith pp Mrs Hodgson"),
    ("S Hodgson 3/7/25", "S Hodgson"),
    ("S Hodgson 3rd July 2025", "S Hodgson"),
    ("Signature", None),
    ("Yes", None),
    ("/s/ Jane Smith", "Jane Smith"),
    ("J. Smith (signed electronically)", "J. Smith"),
    ("✓", None),
    ("Headteacher", None),
    ("Mrs S Hodgson - Headteacher", "Mrs S Hodgson"),
    ("S Hodgson on behalf of Mrs Lee", "S Hodgson"),
    ("S. HODGSON", "S. Hodgson"),
    ("Sign here", None),
    ("SH", "SH"),
    ("S Hodgson, Y4 teacher", "S Hodgson"),
    ("for S Hodgson", "for S Hodgson"),
]


@pytest.mark.parametrize(("written", "name", "title", "given_name", "family"), PEOPLE)
def test_a_name_is_tidied_and_taken_apart(
    written: str, name: str | None, title: str | None, given_name: str | None, family: str | None
) -> None:
    person = read_person(answer(written))
    assert (person.name, person.title, person.given, person.family) == (name, title, given_name, family)


@pytest.mark.parametrize(("written", "name"), SIGNATURES)
def test_a_typed_signature(written: str, name: str | None) -> None:
    assert read_signature(answer(written)) == Signature(name is not None, name)


@pytest.mark.parametrize("text", ["", "....", "X", "Signature"])
def test_a_drawn_signature_has_no_name(text: str) -> None:
    assert read_signature(answer(text, drawn=True)) == Signature(True, None)


def test_the_head_who_has_left_is_struck_through() -> None:
    assert read_person(marked("~Mr J Ward~ Mrs D Eastham")).name == "Mrs D Eastham"


@given(st.text(max_size=80))
def test_nothing_breaks_it(text: str) -> None:
    person = read_person(answer(text))
    assert person.name is not None or (person.title, person.given, person.family) == (None, None, None)
    read_signature(answer(text))


NAMES = st.from_regex(r"(Mr|Mrs|Miss|Ms|Dr) [A-Z][a-z]{2,8} [B-GI-Z][a-z]{3,9}(-[B-GI-Z][a-z]{3,9})?", fullmatch=True)


@given(
    NAMES,
    st.sampled_from(
        [
            "{}",
            " {} ",
            "{}, Headteacher",
            "{} (Acting Head)",
            "{} - Executive Headteacher",
            "Headteacher: {}",
            "{}\nHead of School",
        ]
    ),
)
def test_a_role_is_no_part_of_a_name_and_tidying_twice_is_tidying_once(name: str, pattern: str) -> None:
    person = read_person(answer(pattern.format(name)))
    assert person.name == name
    assert read_person(answer(name)) == person
    assert (person.title, f"{person.given} {person.family}") == tuple(name.split(" ", 1))
