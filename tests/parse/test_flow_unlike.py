"""Forms unlike the samples: filled in, retyped and rearranged in the ways that a school office might.

Each case is a document with the answers it should give, where they differ from `ANSWERS`.
"""
# ruff: noqa: F405

from __future__ import annotations

import pytest
from builders.word import *  # noqa: F403
from builders.word import ANSWERS, WordForm
from parse.flowing import marked, read, texts

from pipeline.model import Label

CASES = {}


def case(name, content, marks=None, stray=(), **want):
    CASES[name] = (content, {**ANSWERS, **want}, marks, list(stray))


F = WordForm.filled
# 1 label cell answers
f = WordForm()
for label in ("school", "contact", "headteacher"):
    f.put_in_label_cell(label, p(ANSWERS[label]))
f.put("comments", p("Two Year 4 classes, please."))
f.put("near_year_ok", p("Yes"))
f.put("alternative_years", p("Year 5"))
f.sign("J Smith", "4 July 2025")
case("answers in label cells", f.content())
case(
    "contact two lines",
    F(contact=p("01772 555 123") + p("office@laneends.example.sch.uk")).content(),
    contact="01772 555 123\noffice@laneends.example.sch.uk",
)
case(
    "contact with prompts",
    F(contact=p("Telephone: 01772 555 123") + p("Email: office@laneends.example.sch.uk")).content(),
    contact="Telephone: 01772 555 123\nEmail: office@laneends.example.sch.uk",
)
case(
    "school label repeated",
    F(school="School: Lane Ends Primary School", headteacher="Headteacher: Mrs J Smith").content(),
)
case("comments above the note", F(comments=p()).content(), comments="")
f = F()
# comment typed between label and note
c = f.cell(3, 0)
for x in c.findall(f"{{{W}}}p")[2:]:
    c.remove(x)
c.insert(2, parsed(p("Year 4, one class"))[0])
c.append(parsed(p())[0])
case("comments before note", f.content(), comments="Year 4, one class")
c = (f := F()).cell(3, 0)
lab = c.findall(f"{{{W}}}p")[0]
lab.append(parsed(r("We would like Year 4."))[0])
for x in c.findall(f"{{{W}}}p")[2:]:
    c.remove(x)
case("comments on label line", f.content(), comments="We would like Year 4.")
c = (f := F()).cell(3, 0)
n = c.findall(f"{{{W}}}p")[1]
n.append(parsed(r(" Two Year 3s"))[0])
for x in c.findall(f"{{{W}}}p")[2:]:
    c.remove(x)
case("comments on note line", f.content(), comments="Two Year 3s")
case(
    "comments with label words",
    F(
        comments=p("Year group: Y4")
        + p("Number of classes: 2")
        + p("Kind of school: urban")
        + p("School: any")
        + p("Contact: Mrs Jones")
        + p("Date: any Tuesday")
        + p("Email: jones@x.example")
    ).content(),
    comments="Year group: Y4\nNumber of classes: 2\nKind of school: urban\nSchool: any\nContact: Mrs Jones\nDate: any Tuesday\nEmail: jones@x.example",
)
case(
    "comments quoting",
    F(comments="An exact match is not needed. Y4 with a Y3 or Y5 class is fine").content(),
    comments="An exact match is not needed. Y4 with a Y3 or Y5 class is fine",
)
case(
    "comments quote statement near",
    F(comments="we would link our Y5 with a Y4 or Y6 class from another school").content(),
    comments="we would link our Y5 with a Y4 or Y6 class from another school",
)
# near year in label cell
f = F(near_year_ok=p())
f.put_in_label_cell("near_year_ok", p("Yes"))
case("near in label cell", f.content())
f = F(near_year_ok=p("Yes / No"))
f.put_in_label_cell("near_year_ok", p(r("YES", b=True)))
case("near in label + untouched", f.content(), near_year_ok="YES | Yes / No")
case("x beside", F(near_year_ok=p("Yes  x / No")).content(), near_year_ok="Yes  x / No")
case(
    "yes no in two paras",
    F(near_year_ok=p(r("Yes", strike=True)) + p("No")).content(),
    {"struck": {"Yes"}},
    near_year_ok="Yes\nNo",
)
# yes/no in separate cells
rs = rows()
rs[0] = tr(LABELS["school"], tc(ANSWERS["school"], span=2))
rs[1] = tr(LABELS["contact"], tc(ANSWERS["contact"], span=2))
rs[2] = tr(LABELS["headteacher"], tc(ANSWERS["headteacher"], span=2))
rs[3] = tr(tc(p(COMMENTS_LABEL), p(NOTE), p(ANSWERS["comments"]), span=3))
rs[4] = tr(LABELS["near_year_ok"], "Yes ✓", "No")
rs[5] = tr(LABELS["alternative_years"], tc("Year 5", span=2))
case(
    "options in cells",
    document(heading(), tbl(*rs, columns=3), terms(), signature(), p(REPLY)),
    near_year_ok="Yes ✓ | No",
)
# signature variants
base = heading() + tbl(*rows()) + terms()
case("sig two lines", document(base, p("Signed: J Smith"), p("Date: 4 July 2025"), p(REPLY)))
case("sig underscores", document(base, p("Signed: ____J Smith______   Date: __4 July 2025____"), p(REPLY)))
case("sig label then below", document(base, p("Signed:"), p("J Smith"), p("Date:"), p("4 July 2025"), p(REPLY)))
case("sig values on next line", document(base, p("Signed:\t\t\tDate:"), p("J Smith\t\t\t4 July 2025"), p(REPLY)))
case("sig table", document(base, tbl(tr("Signed:", "J Smith", "Date:", "4 July 2025"), columns=4), p(REPLY)))
case("sig table 2row", document(base, tbl(tr("Signed:", "J Smith"), tr("Date:", "4 July 2025")), p(REPLY)))
case("sig cells with rest", document(base, tbl(tr("Signed: J Smith", "Date: 4 July 2025")), p(REPLY)))
case("sig no colon", document(base, p("Signed J Smith      Date 4 July 2025"), p(REPLY)))
case("sig headteacher line", document(base, p("Signed: J Smith\t\tDate: 4 July 2025"), p("(Headteacher)"), p(REPLY)))
case(
    "sig by extra",
    document(base, p("Signed:  J Smith (Headteacher)"), p("Date:  4 July 2025"), p(REPLY)),
    signed="J Smith (Headteacher)",
)
case(
    "print name",
    document(base, p("Signed: J Smith"), p("Print name: Jane Smith"), p("Date: 4 July 2025"), p(REPLY)),
    stray=["Print name: Jane Smith"],
)
case("date before signed", document(base, p("Date: 4 July 2025\t\tSigned: J Smith"), p(REPLY)))
case("after reply", document(base, signature(), p(REPLY), p("Many thanks, Jane")), stray=["Many thanks, Jane"])
case(
    "ours with cover note",
    document(p("Hi James, please find our form below. Jane"), base, signature(), p(REPLY)),
    stray=["Hi James, please find our form below. Jane"],
)
# retyped short form, no table
short = [
    p("EXPRESSION OF INTEREST"),
    p("Schools Linking 2025-26"),
    p("School: Lane Ends Primary School"),
    p("Telephone: 01772 555 123"),
    p("Email: office@laneends.example.sch.uk"),
    p("Head teacher: Mrs J Smith"),
    p("Comments: Two Year 4 classes, please."),
    p("Exact year group match not essential: Yes"),
    p("Alternative year groups: Year 5"),
    p("Signed: J Smith  Date: 4 July 2025"),
]
case("retyped", document(*short), contact="01772 555 123\noffice@laneends.example.sch.uk")
# three column: number | label | answer
rs = [
    tr(str(i + 1), LABELS[label], ANSWERS[label])
    for i, label in enumerate(("school", "contact", "headteacher", "comments", "near_year_ok", "alternative_years"))
]
case("numbered column", document(heading(), tbl(*rs, columns=3), terms(), signature()))
# comments label in its own row then answer row
rs = rows()
rs[3:4] = [tr(tc(p(COMMENTS_LABEL), p(NOTE), span=2)), tr(tc("Two Year 4 classes, please.", span=2))]
case("comments in next row", document(heading(), tbl(*rs), terms(), signature()))
rs = rows()
rs[3:4] = [tr(tc(p(COMMENTS_LABEL), p(NOTE), span=2)), tr("Year 4", "2 classes"), tr("Year 5", "1 class")]
case(
    "comments rows",
    document(heading(), tbl(*rs), terms(), signature()),
    comments="Year 4 | 2 classes\nYear 5 | 1 class",
)
rs = rows()
rs[3] = tr(tc(p(COMMENTS_LABEL), p(NOTE)), "Two Year 4 classes, please.")
case("comments beside", document(heading(), tbl(*rs), terms(), signature()))
rs = rows()
rs.insert(1, tr("Address:", "Lane End, Preston"))
case("added row", document(heading(), tbl(*rs), terms(), signature()), stray=["Address: | Lane End, Preston"])
rs = rows()
rs.insert(3, tr("Name of link teacher:", "Mr Bell"))
case("added row 2", document(heading(), tbl(*rs), terms(), signature()), stray=["Name of link teacher: | Mr Bell"])
# heading in table
case("heading row", document(tbl(tr(tc(p(TITLE), p(HEADING), span=2)), *rows()), terms(), signature()))
# label split over paragraphs
rs = rows()
rs[4] = tr(
    tc(
        p("(1) “An exact year group match is not essential for us"),
        p("(e.g. we would link our Y4 with a Y3 or Y5 class"),
        p("from another school).”"),
    ),
    "Yes",
)
rs[5] = tr(
    tc(
        "2) If ‘No’ to (1) above: ‘We would be willing to link an alternative year group from our school’. Please list these:"
    ),
    "Year 5",
)
case("smart quotes split label", document(heading(), tbl(*rs), terms(), signature()))
case(
    "table blank lines",
    F(school=p() + p("Lane Ends") + p() + p("Primary School")).content(),
    school="Lane Ends\nPrimary School",
)
case(
    "struck in comment",
    F(comments=p(r("Three", strike=True), r(" Two Year 4 classes"))).content(),
    comments="Three Two Year 4 classes",
)
case(
    "answer is prompt dots",
    F(headteacher=".............", alternative_years="____").content(),
    headteacher="",
    alternative_years="",
)
case("not applicable", F(alternative_years="N/A").content(), alternative_years="N/A")
case(
    "form in text box page",
    document(p(shape("rect", 0, 500, height=700, text="x")).replace(p("x"), heading() + tbl(*rows()) + signature())),
)
case(
    "upper case",
    document(
        p(TITLE.upper()),
        p(HEADING.upper()),
        tbl(*[tr(LABELS[label].upper(), ANSWERS[label]) for label in list(LABELS)[:6]]),
        signature(),
    ),
)
case("yes typed over, no heading", document(tbl(*rows()), signature()))
case("date label in table", document(heading(), tbl(*rows(), tr("Signed", "J Smith"), tr("Date", "4 July 2025"))))
case(
    "tel / email in two cells",
    document(
        heading(),
        tbl(
            tr(LABELS["school"], tc(ANSWERS["school"], span=2)),
            tr(LABELS["contact"], "01772 555 123", "office@laneends.example.sch.uk"),
            tr(LABELS["headteacher"], tc(ANSWERS["headteacher"], span=2)),
            *[
                tr(LABELS[label], tc(ANSWERS[label], span=2))
                for label in ("comments", "near_year_ok", "alternative_years")
            ],
            columns=3,
        ),
        signature(),
    ),
    contact="01772 555 123\noffice@laneends.example.sch.uk",
)
case(
    "answer first then label words",
    F(school="Date Valley School", headteacher="Mr Head").content(),
    school="Date Valley School",
    headteacher="Mr Head",
)
case("school is called School", F(school="School of St Anne").content(), school="School of St Anne")
case(
    "sign off in comments",
    F(comments=p("Two Year 4 classes.") + p("Signed: Jane")).content(),
    comments="Two Year 4 classes.\nSigned: Jane",
)
case(
    "headteacher with email label",
    document(heading(), tbl(*rows()[:3], tr("Headteacher's email", "head@x.example"), *rows()[3:]), signature()),
    contact=ANSWERS["contact"] + "\nhead@x.example",
)
case(
    "answers below in same cell w/ yes line",
    document(
        heading(),
        tbl(
            *rows()[:4],
            tr(tc(p(STATEMENT_1), p("Yes / ", r("No", strike=True)), span=2)),
            tr(tc(p(STATEMENT_2), p("Year 5"), span=2)),
        ),
        signature(),
    ),
    {"struck": {"No"}},
    near_year_ok="Yes / No",
)


letter = [
    p(r("Lancashire's 'All Together Now' Schools Linking Project 2025-2026")),
    p("Dear Colleague,"),
    p("We invite you to join the programme for the 2025-2026 academic year, with 48 classes from 34 schools."),
    p("Most schools link all the classes in their chosen year group."),
    p("Kind regards,"),
    p("James Orme"),
]
whole = heading() + tbl(*rows()) + terms() + signature() + p(REPLY)
case("letter after form", document(whole, *letter))
rs = rows()
rs[0] = tr(tc(p("School details"), p("Name of School: Lane Ends Primary School"), span=2))
case("heading in label cell", document(heading(), tbl(*rs), terms(), signature()), stray=["School details"])
case(
    "section rows",
    document(
        heading(),
        tbl(
            tr(tc("Section A: your school", span=2)),
            *rows()[:3],
            tr(tc("Section B: your classes", span=2)),
            *rows()[3:],
        ),
        signature(),
    ),
    stray=["Section A: your school", "Section B: your classes"],
)
case(
    "contact three",
    F(contact=p("Tel 01772 555 123") + p("Mob 07700 900123") + p("head@x.example; office@x.example")).content(),
    contact="Tel 01772 555 123\nMob 07700 900123\nhead@x.example; office@x.example",
)
case(
    "bracketed email label",
    document(
        heading(),
        tbl(rows()[0], tr("Telephone and Email (of the link teacher if possible):", ANSWERS["contact"]), *rows()[2:]),
        signature(),
    ),
)
case(
    "head teacher label split",
    document(heading(), tbl(*rows()[:2], tr("Head Teacher", ANSWERS["headteacher"]), *rows()[3:]), signature()),
)
case(
    "label bold + answer same run",
    document(
        heading(),
        tbl(*[tr(tc(p(r(LABELS[label] + " " + ANSWERS[label])), span=2)) for label in list(LABELS)[:6]]),
        signature(),
    ),
)
case(
    "statement answered in sentence",
    F(near_year_ok="Yes - an exact match is not essential for us").content(),
    near_year_ok="Yes - an exact match is not essential for us",
)
case(
    "statement answered with quote",
    F(near_year_ok="An exact year group match is not essential for us - Yes").content(),
    near_year_ok="Yes",
)
case(
    "alt quoting",
    F(alternative_years="We would be willing to link Year 5").content(),
    alternative_years="We would be willing to link Year 5",
)
case(
    "alt quoting long",
    F(alternative_years="We would be willing to link an alternative year group from our school: Year 5").content(),
)
case(
    "signed empty, date typed",
    document(heading(), tbl(*rows()), p("Signed:\t\t\tDate: 4 July 2025"), p(REPLY)),
    signed="",
)
case("signed typed, date empty", document(heading(), tbl(*rows()), p("Signed: J Smith\t\t\tDate:"), p(REPLY)), date="")
case(
    "signature above line",
    document(heading(), tbl(*rows()), terms(), p(picture()), p("Signed:\t\t\tDate: 4 July 2025"), p(REPLY)),
    signed="",
)
case(
    "reply line gone, thanks",
    document(heading(), tbl(*rows()), terms(), signature(), p("Thanks James!")),
    stray=["Thanks James!"],
)
case(
    "header labels row w/ three",
    document(
        heading(),
        tbl(
            tr("Name of School", "Telephone and Email", "Headteacher name", "Date"),
            tr(ANSWERS["school"], ANSWERS["contact"], ANSWERS["headteacher"], "4 July 2025"),
            columns=4,
        ),
        tbl(*rows()[3:]),
        p("Signed: J Smith"),
    ),
)
case("note retained in answers", F(comments=p(r(NOTE)) + p("Year 5")).content(), comments="Year 5")
case(
    "answer green whole + struck part",
    F(comments=p(r("2 Y4 ", color="00B050"), r("and Y6", color="00B050", strike=True))).content(),
    comments="2 Y4 and Y6",
)
case(
    "nested label table in comments",
    F(comments=tbl(tr("School", "Classes"), tr("Infant site", "2 Y2")) + p()).content(),
    comments="School | Classes\nInfant site | 2 Y2",
)
case(
    "comments label retyped",
    document(
        heading(),
        tbl(
            *rows()[:3],
            tr("Comments / year group preferred / number of classes", "Two Year 4 classes, please."),
            *rows()[4:],
        ),
        signature(),
    ),
)
case(
    "comments label retyped again",
    document(
        heading(),
        tbl(
            *rows()[:3],
            tr("Year group you would prefer to link and number of classes:", "Two Year 4 classes, please."),
            *rows()[4:],
        ),
        signature(),
    ),
)
case(
    "yes no statement shortened",
    document(
        heading(),
        tbl(
            *rows()[:4],
            tr("1. Exact year group not essential?", "Yes"),
            tr("2. Alternative year groups we could offer", "Year 5"),
        ),
        signature(),
    ),
)


@pytest.mark.parametrize("name", CASES)
def test_a_form_unlike_the_samples(name):
    content, wanted, marks, stray = CASES[name]
    form = read(content)
    assert texts(form) == wanted
    assert marks is None or marked(form) == marks
    assert [answer.text for answer in form.stray] == stray


def test_a_signature_pasted_above_its_line():
    assert read(CASES["signature above line"][0]).answers[Label.SIGNED].drawn
