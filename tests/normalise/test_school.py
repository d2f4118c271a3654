"""The school's name, and which school of the register it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalise.writing import answer

from pipeline.errors import ProgrammeError
from pipeline.model import SchoolName
from pipeline.normalise.register import Clues, SchoolRegister
from pipeline.normalise.school import read_school, stated_urn

GIAS = Path(__file__).parents[1] / "data" / "gias-lancashire-primary.csv"

# As written; the tidied name.
NAMES = [
    ("Barnfold Primary School", "Barnfold Primary School"),
    ("St Mary's CE Primary School, Eccleswick", "St Mary's CE Primary School, Eccleswick"),
    ("HAGG BANK COMMUNITY PRIMARY SCHOOL", "Hagg Bank Community Primary School"),
    ("st mary’s c of e primary school", "St Mary’s CofE Primary School"),
    ("ST MARY'S C OF E PRIMARY SCHOOL", "St Mary's C of E Primary School"),
    ("ST. JOHN'S RC PRIMARY", "St. John's RC Primary"),
    ("Lumb & Waterfoot Federation", "Lumb & Waterfoot Federation"),
    ("Barnfold Primary School\nBarnfold Lane\nPreston\nPR4 2AB", "Barnfold Primary School"),
    ("Barnfold Primary School, Barnfold Lane, Preston, PR4 2AB", "Barnfold Primary School"),
    ("Barnfold Primary School PR4 2AB", "Barnfold Primary School"),
    ("Barnfold Primary School Barnfold Lane Preston PR4 2AB", "Barnfold Primary School"),
    ("St Mary's Church of England\nPrimary School", "St Mary's Church of England Primary School"),
    ("St Mary's CE Primary School\nEccleswick", "St Mary's CE Primary School, Eccleswick"),
    ("Name of School: Barnfold", "Barnfold"),
    ("Woodley Brook St Anne's CE Primary", "Woodley Brook St Anne's CE Primary"),
    ("POULTON-LE-FYLDE ST CHAD'S CE PRIMARY SCHOOL", "Poulton-le-Fylde St Chad's CE Primary School"),
    ("Barnfold Primary School (URN 119115)", "Barnfold Primary School"),
    ("Barnfold Primary School (888/2045)", "Barnfold Primary School"),
    ("Barnfold Primary School DfE No: 888/2045", "Barnfold Primary School"),
    ("N/A", None),
    (
        "Fulwood, St Peter's Church of England Primary School and Nursery",
        "Fulwood, St Peter's Church of England Primary School and Nursery",
    ),
    ("Pickup Bank End School", "Pickup Bank End School"),
    ("Pathways Trust - Barnfold Academy", "Pathways Trust - Barnfold Academy"),
    ("barnfold primary", "Barnfold Primary"),
    ("McAULEY RC PRIMARY", "McAULEY RC PRIMARY"),
    ("Our Lady & St Gerard's", "Our Lady & St Gerard's"),
    ("St Mary's, Langho", "St Mary's, Langho"),
    ("Barnfold Primary School, Lancashire", "Barnfold Primary School"),
    ("Hamley Road Primary School", "Hamley Road Primary School"),
    ("Church Road, Barnfold Primary", "Church Road, Barnfold Primary"),
    ("The Hollies", "The Hollies"),
    ("St Mary's CE Primary School, Church Lane, Eccleswick, Preston PR4 2AB", "St Mary's CE Primary School"),
    ("St Mary's CE Primary School, Eccleswick, Preston PR4 2AB", "St Mary's CE Primary School, Eccleswick"),
    ("QUEEN'S DRIVE PRIMARY SCHOOL", "Queen's Drive Primary School"),
    ("ST MARYS CE VA PRIMARY", "St Marys CE VA Primary"),
    ("Barnfold Primary School.", "Barnfold Primary School"),
    ("Barnfold  Primary\xa0School ", "Barnfold Primary School"),
    ("Barnfold Primary School 01772 554871", "Barnfold Primary School"),
    (
        "CARNFORTH CHRIST CHURCH, CHURCH OF ENGLAND, VOLUNTARY AIDED PRIMARY SCHOOL",
        "Carnforth Christ Church, Church of England, Voluntary Aided Primary School",
    ),
    ("Westgate Primary School, Langridge Way", "Westgate Primary School, Langridge Way"),
    ("Salwick Lane", "Salwick Lane"),
    ("mount pleasant primary school", "Mount Pleasant Primary School"),
    ("ST JAMES' LANEHEAD CE PRIMARY SCHOOL", "St James' Lanehead CE Primary School"),
    ("St John’s (Cliviger)", "St John’s (Cliviger)"),
    ("Barnfold Primary School / Nursery", "Barnfold Primary School / Nursery"),
    ("ALL SAINTS' C.E. PRIMARY SCHOOL", "All Saints' C.E. Primary School"),
    ("School: Barnfold Primary", "Barnfold Primary"),
    ("Barnfold Primary School & Nursery, Garstang Road, Preston", "Barnfold Primary School & Nursery"),
]

# As written; the URN, or the code of the doubt.
MATCHES = [
    ("Griffin Park Primary School", "119116"),
    ("GRIFFIN PARK PRIMARY", "119116"),
    ("Griffin Park Primary School, BB2 2PN", "119116"),
    ("Griffin Park Primary School, PR1 1AA", "school-ambiguous"),
    ("Griffin Park Primary School, Leeds", "school-unknown"),
    ("Griffen Park Primary School", "school-unknown"),
    ("Griffen Park Primary School, BB2 2PN", "119116"),
    ("Audley Junior School", "119115"),
    ("Audley School", "school-unknown"),
    ("Barnfold Primary School", "school-unknown"),
    ("St Mary's CE Primary School, Eccleswick", "school-unknown"),
    ("St Mary's Catholic Primary School", "school-ambiguous"),
    ("St Teresa's Catholic Primary School", "school-ambiguous"),
    ("Moorside Community Primary", "school-ambiguous"),
    ("Christ Church", "school-ambiguous"),
    ("Somewhere Else (URN 119116)", "119116"),
]


@pytest.fixture(scope="module")
def register() -> SchoolRegister:
    return SchoolRegister.load(GIAS)


@pytest.mark.parametrize(("written", "name"), NAMES)
def test_a_name_is_tidied(written: str, name: str | None) -> None:
    assert read_school(answer(written)).name == name


def test_as_written_keeps_everything_on_one_line() -> None:
    school = read_school(answer("Barnfold  Primary School\nBarnfold Lane\nPreston PR4 2AB"))
    assert school == SchoolName("Barnfold Primary School", "Barnfold Primary School Barnfold Lane Preston PR4 2AB")


@given(st.text(max_size=80))
def test_nothing_breaks_it_and_tidying_twice_is_tidying_once(text: str) -> None:
    school = read_school(answer(text))
    if school.name is not None:
        assert read_school(answer(school.name)).name == school.name


@pytest.mark.parametrize(("written", "expected"), MATCHES)
def test_a_school_is_matched_only_where_it_is_certain(register: SchoolRegister, written: str, expected: str) -> None:
    clues = Clues(stated_urn(answer(written)))
    school, doubts = register.identify(read_school(answer(written)), clues)
    assert (school.urn or doubts[0].code) == expected


def test_no_school_of_the_register_is_taken_for_another(register: SchoolRegister) -> None:
    for one in register.schools:
        school, doubts = register.identify(SchoolName(one.name, one.name), Clues())
        assert school.urn == one.urn or (school.urn is None and doubts)


def test_every_school_is_found_by_its_name_and_postcode(register: SchoolRegister) -> None:
    for one in register.schools:
        written = f"{one.name}, {one.postcode}"
        assert register.identify(SchoolName(one.name, written), Clues())[0].urn == one.urn, written


def test_suggestions_hold_what_the_field_would(register: SchoolRegister) -> None:
    _, doubts = register.identify(SchoolName("Griffen Park", "Griffen Park"), Clues())
    assert {"name": "Griffin Park Primary School", "as_written": "Griffen Park", "urn": "119116"} in [
        suggestion.value for suggestion in doubts[0].suggestions
    ]


def test_the_telephone_and_the_website_settle_a_shared_name(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    rows = [
        "URN,EstablishmentName,EstablishmentStatus (name),Town,Postcode,SchoolWebsite,TelephoneNum,Extra",
        "100001,St Mary's CofE Primary School,Open,Eccleswick,PR7 1AA,http://www.stmarys-eccleswick.lancs.sch.uk/,01257451206,x",
        "100002,St Mary's CofE Primary School,Open,Mellbeck,LA6 1AA,,01524111222,x",
        "100003,St Mary's CofE Primary School,Closed,Nowhere,LA9 1AA,,,x",
    ]
    file.write_bytes("\n".join([*rows, "100004,École Élan,Open,Preston,PR1 1AA,,,x"]).encode("cp1252"))
    register = SchoolRegister.load(file)
    school = SchoolName("St Mary's CE Primary", "St Mary's CE Primary")
    assert register.names == {"St Mary's CofE Primary School", "École Élan"}
    assert register.identify(school, Clues())[1][0].code == "school-ambiguous"
    assert register.identify(school, Clues(telephones=("+441524111222",)))[0].urn == "100002"
    assert register.identify(school, Clues(emails=("head@stmarys-eccleswick.lancs.sch.uk",)))[0].urn == "100001"


def test_a_register_without_its_columns_is_a_mistake_of_the_programme(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("School,Town\nBarnfold,Preston\n")
    with pytest.raises(ProgrammeError, match="no column URN"):
        SchoolRegister.load(file)
    with pytest.raises(ProgrammeError, match="cannot be read"):
        SchoolRegister.load(tmp_path / "none.csv")
