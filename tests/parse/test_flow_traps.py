"""The loss ledger: one fixture for each way in which Word hides an answer. It is read, or flagged with its place."""

from __future__ import annotations

import pytest
from builders.word import (
    ANSWERS,
    COMMENTS_LABEL,
    LABELS,
    NOTE,
    REPLY,
    STATEMENT_1,
    STATEMENT_2,
    WordForm,
    checkbox,
    commented,
    deleted,
    document,
    form_field,
    heading,
    ins,
    oval,
    p,
    picture,
    r,
    rows,
    sdt,
    shape,
    signature,
    symbol,
    tbl,
    tc,
    terms,
    tr,
)
from parse.flowing import marked, read, texts, wording

from pipeline.errors import BlankForm, NotAForm, Unreadable
from pipeline.model import Label
from pipeline.parse.flow import read_docx

# --- content controls: the five positions, and what they hold ------------------------------------------------


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda table: table, id="none"),
        pytest.param(lambda table: sdt(table), id="block"),
        pytest.param(lambda table: sdt(sdt(table)), id="block in block"),
    ],
)
def test_a_control_around_the_table(wrap):
    assert texts(read(document(heading(), wrap(tbl(*rows())), terms(), signature()))) == ANSWERS


def test_a_control_around_a_row_a_cell_a_paragraph_and_a_run():
    made = rows()
    made[0] = sdt(made[0])
    made[1] = tr(LABELS["contact"], sdt(tc(ANSWERS["contact"])))
    made[2] = tr(LABELS["headteacher"], tc(sdt(p(ANSWERS["headteacher"]))))
    made[5] = tr(LABELS["alternative_years"], tc(p(sdt(r("Year 5")))))
    assert texts(read(document(heading(), tbl(*made), terms(), signature()))) == ANSWERS


def test_a_placeholder_is_no_answer():
    prompt = sdt(r("Click or tap here to enter text."), "<w:showingPlcHdr/>")
    form = read(WordForm.filled(school=p(prompt)).content())
    assert form.answers[Label.SCHOOL].text == ""
    assert Label.SCHOOL not in form.missing


@pytest.mark.parametrize("prompt", ["Click here to enter text.", "Choose an item.", "Click or tap to enter a date."])
def test_a_prompt_that_lost_its_control_is_no_answer(prompt):
    assert read(WordForm.filled(alternative_years=prompt).content()).answers[Label.ALTERNATIVE_YEARS].text == ""


def test_a_drop_down_and_a_date_picker():
    drop = sdt(r("No"), '<w:dropDownList><w:listItem w:displayText="No" w:value="No"/></w:dropDownList>')
    date = sdt(r(""), '<w:date w:fullDate="2025-07-04T00:00:00Z"/>')
    form = read(WordForm.filled(near_year_ok=p(drop), date=date).content())
    assert (form.answers[Label.NEAR_YEAR].text, form.answers[Label.DATE].text) == ("No", "2025-07-04")


def test_a_check_box_says_what_is_stored_in_it():
    both = p(r("Yes "), checkbox(ticked=False), r("  No "), checkbox(ticked=True, glyph="☐"))
    form = read(WordForm.filled(near_year_ok=both).content())
    assert form.answers[Label.NEAR_YEAR].text == "Yes ☐  No ☒"
    assert any("tick box" in note for note in form.notes)


# --- legacy form fields ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("<w:checked/>", "☒"),
        ('<w:checked w:val="true"/>', "☒"),
        ('<w:checked w:val="0"/>', "☐"),
        ('<w:checked w:val="off"/>', "☐"),
        ('<w:default w:val="1"/>', "☒"),
        ('<w:default w:val="1"/><w:checked w:val="0"/>', "☐"),
        ("", "☐"),
    ],
)
def test_a_legacy_check_box(state, shown):
    box = form_field("FORMCHECKBOX", f"<w:checkBox>{state}</w:checkBox>")
    form = read(WordForm.filled(near_year_ok=p(r("Yes "), box)).content())
    assert form.answers[Label.NEAR_YEAR].text == f"Yes {shown}"


def test_a_legacy_text_field_and_drop_down():
    text = form_field("FORMTEXT", "<w:textInput/>", "Lane Ends")
    drop = form_field(
        "FORMDROPDOWN",
        '<w:ddList><w:result w:val="2"/><w:listEntry w:val="Choose"/><w:listEntry w:val="Yes"/><w:listEntry w:val="No"/></w:ddList>',
    )
    form = read(WordForm.filled(school=p(text), near_year_ok=p(drop)).content())
    assert (form.answers[Label.SCHOOL].text, form.answers[Label.NEAR_YEAR].text) == ("Lane Ends", "No")


def test_an_untouched_text_field_is_blank():
    field = form_field("FORMTEXT", '<w:textInput><w:default w:val="name here"/></w:textInput>', "name here")
    empty = form_field("FORMTEXT", "<w:textInput/>", "\u2002\u2002\u2002\u2002\u2002")
    form = read(WordForm.filled(school=p(field), headteacher=p(empty)).content())
    assert (form.answers[Label.SCHOOL].text, form.answers[Label.HEADTEACHER].text) == ("", "")


# --- tracked changes and comments -----------------------------------------------------------------------------


def test_tracked_changes_are_read_as_accepted_and_noted():
    comments = p(r("One class from Year "), deleted("5"), ins(r("6")))
    moved = p(
        '<w:moveFrom w:id="5">' + r("old head") + "</w:moveFrom>", '<w:moveTo w:id="6">' + r("Mr B") + "</w:moveTo>"
    )
    form = read(WordForm.filled(comments=comments, headteacher=moved).content())
    assert form.answers[Label.COMMENTS].text == "One class from Year 6"
    assert form.answers[Label.HEADTEACHER].text == "Mr B"
    assert any("tracked changes" in note and "“5”" in note for note in form.notes)


def test_a_deleted_paragraph_mark_joins_two_lines():
    first = p("One class from", properties='<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>')
    assert (
        read(WordForm.filled(comments=first + p(" Year 6")).content()).answers[Label.COMMENTS].text
        == "One class from Year 6"
    )


def test_an_old_format_that_was_changed_is_no_mark():
    changed = '<w:r><w:rPr><w:rPrChange w:id="1" w:author="A"><w:rPr><w:strike/></w:rPr></w:rPrChange></w:rPr><w:t>Yes</w:t></w:r>'
    assert marked(read(WordForm.filled(near_year_ok=p(changed, r(" / No"))).content())) == {}


def test_a_margin_comment_is_stray_with_the_words_it_is_on():
    made = rows({"comments": "x"})
    made[3] = tr(tc(p(COMMENTS_LABEL), p(commented(3, r("Two Year 4 classes"))), span=2))
    form = read(document(heading(), tbl(*made), signature(), comments={3: "three if there is room"}))
    assert form.answers[Label.COMMENTS].text == "Two Year 4 classes"
    assert [(each.text, "Two Year 4 classes" in each.evidence.place) for each in form.stray] == [
        ("three if there is room", True)
    ]


# --- text boxes, wrappers, symbols ----------------------------------------------------------------------------


def test_a_text_box_is_read_once():
    boxed = p(shape("rect", 0, 300, height=40, text="Two Year 4 classes"))
    assert read(WordForm.filled(comments=boxed).content()).answers[Label.COMMENTS].text == "Two Year 4 classes"


def test_a_text_box_beside_no_label_is_stray():
    form = WordForm.filled()
    form.append(p(shape("rect", 0, 300, height=40, text="Ring us on Monday")))
    assert [each.text for each in read(form.content()).stray] == ["Ring us on Monday"]


@pytest.mark.parametrize(
    "wrapped",
    [
        "<w:smartTag>{}</w:smartTag>",
        "<w:customXml>{}</w:customXml>",
        "<w:hyperlink>{}</w:hyperlink>",
        '<w:fldSimple w:instr="AUTHOR">{}</w:fldSimple>',
        '<w:smartTag><w:hyperlink w:anchor="x"><w:ins w:id="4">{}</w:ins></w:hyperlink></w:smartTag>',
    ],
)
def test_a_wrapped_run(wrapped):
    assert (
        read(WordForm.filled(school=p(wrapped.format(r("Lane Ends")))).content()).answers[Label.SCHOOL].text
        == "Lane Ends"
    )


@pytest.mark.parametrize(
    ("glyph", "shown"),
    [
        (symbol("Wingdings", "F0FC"), "✓"),
        (symbol("Wingdings", "F0FB"), "✗"),
        (symbol("Wingdings", "F0FE"), "☒"),
        (symbol("Wingdings", "F0A8"), "☐"),
        (symbol("Wingdings 2", "F050"), "✓"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr><w:t>\u00fc</w:t></w:r>', "✓"),
        (r("☑"), "☒"),
        (r("✔"), "✓"),
    ],
)
def test_a_tick_of_a_symbol_font(glyph, shown):
    assert (
        read(WordForm.filled(near_year_ok=p(r("Yes "), glyph, r(" / No"))).content()).answers[Label.NEAR_YEAR].text
        == f"Yes {shown} / No"
    )


def test_odd_characters():
    text = '<w:r><w:t xml:space="preserve">Year\u00a04\u00ad </w:t><w:noBreakHyphen/><w:t xml:space="preserve"> two</w:t><w:cr/><w:t>classes\u200b</w:t></w:r>'
    assert read(WordForm.filled(comments=p(text)).content()).answers[Label.COMMENTS].text == "Year 4 - two\nclasses"


def test_hidden_text_is_dropped():
    assert (
        read(WordForm.filled(school=p(r("Lane Ends"), r(" DRAFT", vanish=True))).content()).answers[Label.SCHOOL].text
        == "Lane Ends"
    )


def test_lists_are_lines():
    listed = p("2 x Year 4", style="ListBullet") + p("1 x Year 5", style="ListBullet")
    assert read(WordForm.filled(comments=listed).content()).answers[Label.COMMENTS].text == "2 x Year 4\n1 x Year 5"


def test_a_mail_link_shows_its_address():
    form = read(WordForm.filled(contact=p(r("office@laneends.example.sch.uk", color="0000FF", u="single"))).content())
    assert form.answers[Label.CONTACT].text == "office@laneends.example.sch.uk"


# --- marks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "kind"),
    [
        ({"strike": True}, "struck"),
        ({"dstrike": True}, "struck"),
        ({"b": True}, "bold"),
        ({"i": True}, "italic"),
        ({"u": "single"}, "underlined"),
        ({"highlight": "yellow"}, "highlighted"),
        ({"bdr": "single"}, "circled"),
        ({"color": "FF0000"}, "coloured"),
        ({"color": "A6A6A6"}, "greyed"),
    ],
)
def test_a_mark_on_one_option(look, kind):
    form = read(WordForm.filled(near_year_ok=p(r("Yes", **look), r(" / No"))).content())
    assert marked(form) == {kind: {"Yes"}}


@pytest.mark.parametrize("look", [{"b": True}, {"color": "0000FF"}, {"color": "1F1F1F"}, {"i": True}])
def test_how_a_whole_answer_is_typed_is_no_mark(look):
    assert marked(read(WordForm.filled(near_year_ok=p(r("Yes / No", **look))).content())) == {}


def test_both_options_struck_are_both_marked():
    assert marked(read(WordForm.filled(near_year_ok=p(r("Yes / No", strike=True))).content())) == {
        "struck": {"Yes / No"}
    }


def test_a_strike_through_of_a_style():
    style = '<w:style w:type="character" w:styleId="Gone"><w:rPr><w:strike/></w:rPr></w:style>'
    made = rows()
    made[4] = tr(LABELS["near_year_ok"], tc(p(r("Yes"), r(" / "), r("No", rStyle="Gone"))))
    assert marked(read(document(heading(), tbl(*made), signature(), styles=style))) == {"struck": {"No"}}


@pytest.mark.parametrize(
    ("drawn", "kind", "option"),
    [
        (shape("ellipse", -3, 28), "circled", "Yes"),
        (shape("ellipse", 25, 24), "circled", "No"),
        (shape("line", 0, 20, top=6, height=1), "struck", "Yes"),
        (shape("straightConnector1", 27, 16, top=7, height=0), "struck", "No"),
        (shape("line", 27, 16, top=13, height=0), "underlined", "No"),
        (shape("mathMultiply", 26, 18), "crossed", "No"),
        (shape("rect", 26, 18, text="✓"), "ticked", "No"),
        (oval("position:absolute;margin-left:-4pt;margin-top:-1pt;width:30pt;height:17pt"), "circled", "Yes"),
    ],
)
def test_a_shape_over_an_option(drawn, kind, option):
    assert marked(read(WordForm.filled(near_year_ok=p(drawn, r("Yes / No"))).content())) == {kind: {option}}


@pytest.mark.parametrize(
    "drawn",
    [shape("ellipse", 12, 24), shape("ellipse", 0, 30, relative="rightMargin"), shape("ellipse", 0, 28, top=40)],
)
def test_a_shape_of_which_it_is_not_known_what_it_covers_leaves_the_choice_unclear(drawn):
    assert marked(read(WordForm.filled(near_year_ok=p(drawn, r("Yes / No"))).content())) == {"circled": {"Yes", "No"}}


def test_a_shape_anchored_beside_its_row_leaves_the_choice_unclear():
    form = WordForm.filled(near_year_ok="Yes / No")
    form.put_in_label_cell("near_year_ok", p(shape("ellipse", 170, 28)))
    assert marked(read(form.content())) == {"circled": {"Yes", "No"}}


def test_a_pasted_signature():
    form = read(WordForm.filled(signed=picture()).content())
    assert (form.answers[Label.SIGNED].text, form.answers[Label.SIGNED].drawn) == ("", True)


def test_a_signature_pasted_on_a_line_of_its_own():
    form = WordForm.filled(signed="", date="")
    form.append(p(picture()))
    assert read(form.content()).answers[Label.SIGNED].drawn


# --- tables ---------------------------------------------------------------------------------------------------


def test_merged_cells_are_read_once():
    made = rows()
    made[0] = tr(tc(LABELS["school"]), tc("Lane Ends", span=2))
    made[1] = tr(tc(LABELS["contact"], merge="restart"), tc("01772 555 123", span=2))
    made.insert(2, tr(tc(merge="continue"), tc("office@laneends.example.sch.uk", span=2)))
    form = read(document(heading(), tbl(*made, columns=3), signature()))
    assert form.answers[Label.SCHOOL].text == "Lane Ends"
    assert form.answers[Label.CONTACT].text == "01772 555 123\noffice@laneends.example.sch.uk"


def test_a_row_that_starts_late():
    made = rows()
    made[0] = tr(LABELS["school"], "")
    made.insert(1, tr("Lane Ends", before=1))
    assert read(document(heading(), tbl(*made), signature())).answers[Label.SCHOOL].text == "Lane Ends"


def test_a_nested_table_is_written_with_bars():
    nested = tbl(tr("Year", "Classes"), tr("Year 4", "2"))
    form = read(WordForm.filled(comments=p("As follows:") + nested + p()).content())
    assert form.answers[Label.COMMENTS].text == "As follows:\nYear | Classes\nYear 4 | 2"


def test_the_whole_form_in_a_cell_of_a_table():
    whole = tbl(tr(tc(heading(), tbl(*rows()), terms(), signature())), columns=1)
    assert texts(read(document(whole))) == ANSWERS


def test_the_school_in_the_page_header_only():
    form = read(document(heading(), tbl(*rows({"school": ""})), signature(), header=p("Lane Ends Primary School")))
    assert form.answers[Label.SCHOOL].text == "Lane Ends Primary School"
    assert "header" in form.answers[Label.SCHOOL].evidence.place


def test_the_table_turned_into_text():
    lines = [p(r(LABELS["school"])) + p(ANSWERS["school"]), p(LABELS["contact"]) + p(ANSWERS["contact"])]
    lines.append(p(f"{LABELS['headteacher']} {ANSWERS['headteacher']}"))
    lines.append(p(COMMENTS_LABEL) + p(NOTE) + p("Two Year 4 classes, please.") + p())
    lines.append(p(f"{STATEMENT_1}\tYes") + p(STATEMENT_2) + p("Year 5"))
    assert texts(read(document(heading(), *lines, terms(), signature(), p(REPLY)))) == ANSWERS


def test_everything_in_one_cell():
    lines = [f"{LABELS[name]} {ANSWERS[name]}" for name in LABELS if name not in ("signed", "date")]
    cell = tc(*lines, f"Signed: {ANSWERS['signed']}    Date: {ANSWERS['date']}")
    assert texts(read(document(heading(), tbl(tr(cell), columns=1)))) == ANSWERS


def test_a_short_answer_on_the_line_above_a_long_label():
    lines = [STATEMENT_1, "Yes", STATEMENT_2, "Year 5", "Signed: J Smith", "Date: 4 July 2025"]
    cell = tc(*[f"{LABELS[name]} {ANSWERS[name]}" for name in ("school", "contact", "headteacher", "comments")], *lines)
    assert texts(read(document(heading(), tbl(tr(cell), columns=1)))) == ANSWERS


def test_answers_in_rows_under_their_labels():
    made = [row for name in LABELS for row in (tr(tc(LABELS[name])), tr(tc(ANSWERS[name])))]
    assert texts(read(document(heading(), tbl(*made, columns=1)))) == ANSWERS


def test_labels_side_by_side_with_their_answers_below():
    names = ("school", "contact", "headteacher")
    top = [tr(*(LABELS[name] for name in names)), tr(*(ANSWERS[name] for name in names))]
    form = read(document(heading(), tbl(*top, columns=3), tbl(*rows()[3:]), signature()))
    assert texts(form) == ANSWERS


def test_telephone_and_email_asked_apart():
    made = rows()
    made[1:2] = [tr("Telephone number:", "01772 555 123"), tr("E-mail address:", "office@laneends.example.sch.uk")]
    form = read(document(heading(), tbl(*made), signature()))
    assert form.answers[Label.CONTACT].text == "01772 555 123\noffice@laneends.example.sch.uk"


def test_two_forms_in_one_document():
    one = heading() + tbl(*rows()) + terms() + signature()
    two = heading() + tbl(*rows({"school": "Mill Hill School"})) + terms() + signature("B Jones")
    forms = read_docx(document(one, two), wording())
    assert [form.answers[Label.SCHOOL].text for form in forms] == [ANSWERS["school"], "Mill Hill School"]
    assert [form.answers[Label.SIGNED].text for form in forms] == ["J Smith", "B Jones"]


def test_missing_rows_are_named():
    form = read(document(heading(), tbl(*rows()[:4]), signature()))
    assert set(form.missing) == {Label.NEAR_YEAR, Label.ALTERNATIVE_YEARS}


def test_a_line_under_the_table_is_stray():
    form = WordForm.filled()
    form.append(p("PS we can only do Mondays."))
    (stray,) = read(form.content()).stray
    assert (stray.text, "under the table" in stray.evidence.place) == ("PS we can only do Mondays.", True)


# --- what is no form ------------------------------------------------------------------------------------------


def test_the_blank_form_is_blank():
    with pytest.raises(BlankForm):
        read(WordForm().content())


def test_the_letter_without_the_form():
    form = WordForm()
    for element in list(form.body)[list(form.body).index(form.table) - 2 :]:
        form.body.remove(element)
    with pytest.raises(NotAForm, match="letter without the form"):
        read(form.content())


def test_another_areas_form():
    other = p("Expression of Interest Form") + p("Cumbria 'Side by Side' Schools Linking Programme 2025-26")
    with pytest.raises(NotAForm, match="another programme"):
        read(document(other, tbl(*rows()), signature()))


def test_a_document_that_is_only_a_picture():
    with pytest.raises(Unreadable, match="picture"):
        read(document(p(picture())))
