"""QTI 1.2: real files yield what their README states, and each rule of its points is read as it is meant."""

from html import escape

import pytest

from app.assessment.formats import read
from app.assessment.formats.qti_packages import read_qti
from app.assessment.formats.report import Imported, Refused
from app.assessment.questions import Cloze, Matching, Multiple, Numeric, ShortText, Single, TrueFalse
from tests.assessment.formats.files import package, sample, unzipped, zipped
from tests.assessment.formats.samples import needs_samples

FULL = "qti12/canvas-grouptest.imscc.zip"
RESPONDUS = "qti12/instructure-test_qti_1.2.zip"


def rule(condition: str, points: str = "100", *, action: str = "Set", more: str = "") -> str:
    score = f'<setvar varname="SCORE" action="{action}">{points}</setvar>' if points else ""
    return f"<respcondition><conditionvar>{condition}</conditionvar>{score}{more}</respcondition>"


def equal(value: str, response: str = "r", attributes: str = "") -> str:
    return f'<varequal respident="{response}"{attributes}>{value}</varequal>'


def material(words: str, kind: str = "text/plain") -> str:
    return f'<material><mattext texttype="{kind}">{escape(words)}</mattext></material>'


def lid(*options: str, ident: str = "r", cardinality: str = "Single", words: str = "") -> str:
    labels = "".join(
        f'<response_label ident="{n}">{material(text)}</response_label>' for n, text in enumerate(options, 1)
    )
    own = material(words) if words else ""
    head = f'<response_lid ident="{ident}" rcardinality="{cardinality}">{own}'
    return f"{head}<render_choice>{labels}</render_choice></response_lid>"


def text_response(ident: str = "r") -> str:
    return f'<response_str ident="{ident}"><render_fib/></response_str>'


def item(
    asked: str, rules: str, *, kind: str = "", stem: str = "Which?", decvar: str = "", more: str = ""
) -> str:
    metadata = (
        f"<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}"
        "</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>"
        if kind
        else ""
    )
    return (
        f'<item ident="q" title="T">{metadata}<presentation>{material(stem, "text/html")}{asked}</presentation>'
        f"<resprocessing><outcomes><decvar {decvar}/></outcomes>{rules}</resprocessing>{more}</item>"
    )


def imported(*items: str) -> Imported:
    return read(f"<questestinterop>{''.join(items)}</questestinterop>".encode(), "q.xml")


def one(*args: str, **options: str):
    found = imported(item(*args, **options))
    assert not found.skipped, found.skipped
    [question] = found.questions
    return question


def reason(*args: str, **options: str) -> str:
    [skipped] = imported(item(*args, **options)).skipped
    return skipped.reason


@needs_samples
def test_of_a_canvas_export_the_full_quizzes_come_and_each_question_once():
    found = sample(FULL)
    assert found.counts == {
        "cloze": 1, "essay": 3, "matching": 1, "multiple": 1, "short_text": 1, "single": 1, "true_false": 2,
    }  # fmt: skip
    assert found.categories == [
        "Grouped questions/Group 1", "Grouped questions/Group 2", "Grouped questions", "Mixed Quiz/Group 1",
        "Mixed Quiz", "Ungrouped Quiz",
    ]  # fmt: skip
    sizes = dict.fromkeys(("Grouped questions", "Ungrouped Quiz", "Mixed Quiz"), 0)
    for question in found.questions:
        sizes[found.topics[question.topic].split("/")[0]] += 1
    assert sizes == {"Grouped questions": 5, "Ungrouped Quiz": 2, "Mixed Quiz": 3}
    assert len(found.skipped) == 10
    assert all(one.where.startswith("Unfiled Questions") for one in found.skipped)


@needs_samples
def test_keys_of_a_canvas_export_are_those_of_its_author():
    by_type = {type(question): question for question in sample(FULL).questions}
    assert by_type[Single].options[0].right
    assert by_type[TrueFalse].answer is True
    assert [one.text for one in by_type[ShortText].accepted] == ["C", "D"]
    assert by_type[Multiple].scheme == "all_or_nothing"
    assert [option.right for option in by_type[Multiple].options] == [True, False]
    pairs = [(pair.left["en"], pair.right["en"]) for pair in by_type[Matching].pairs]
    assert pairs == [("A", "B"), ("C", "D")]
    assert by_type[Matching].distractors == ()
    assert by_type[Matching].explanation == {"en": "A1"}


@needs_samples
def test_a_question_that_nobody_finished_comes_as_a_draft():
    found = sample(FULL)
    [draft] = [question for question in found.questions if question.state == "draft"]
    assert isinstance(draft, Cloze)
    assert [option.right for option in draft.gaps[0].options] == [True, False]
    assert "draft" in found.notes[0].reason


@needs_samples
def test_the_right_answer_of_a_respondus_export_is_the_one_with_the_most_points():
    found = sample(RESPONDUS)
    assert found.counts == {"multiple": 1, "single": 2}
    first, second, third = found.questions
    assert [option.text["en"] for option in first.options if option.right] == ["False"]
    assert [option.text["en"] for option in second.options if option.right] == ["At least 3 hours"]
    assert [option.share for option in third.options] == [0.25, -0.1, 0.25, 0.25, -0.1, -0.1, 0.25]
    assert third.floor == "question"
    assert found.categories == ["1.2 Import Quiz"]


@needs_samples
def test_pictures_of_a_respondus_export_are_found_in_their_folders():
    """Not the file of the same name at the top."""
    found = sample(RESPONDUS)
    sizes = {len(kept.data) for kept in found.files.values()}
    assert sizes == {3740, 4157}
    assert [len(question.pictures) for question in found.questions] == [1, 1, 0]
    assert {question.state for question in found.questions} == {"ready"}


@needs_samples
@pytest.mark.parametrize("name", ["canvas_cc_gem_course", "latex", "single-page"])
def test_a_cartridge_without_quizzes_says_what_it_holds(name):
    found = sample(f"common-cartridge/{name}.imscc")
    assert (found.counts, found.questions) == ({}, [])
    assert found.skipped
    assert all("no questions" in one.reason for one in found.skipped)


def test_an_option_that_is_worth_a_part_keeps_it():
    rules = (
        rule(equal("1"), "0")
        + rule(equal("2"), "10")
        + rule(equal("3"), "5")
        + rule(equal("1"), "-2", action="Add")
    )
    question = one(lid("a", "b", "c"), rules)
    assert [option.share for option in question.options] == [-0.2, None, 0.5]
    assert [option.right for option in question.options] == [False, True, False]


def test_a_first_rule_that_stops_hides_the_later_ones():
    rules = (
        '<respcondition continue="No"><conditionvar><varequal respident="r">1</varequal></conditionvar>'
        '<setvar varname="SCORE">50</setvar></respcondition>'
        + rule(equal("1"), "100")
        + rule(equal("2"), "80")
    )
    assert [option.right for option in one(lid("a", "b"), rules).options] == [False, True]


@pytest.mark.parametrize(
    ("decvar", "floor"), [('minvalue="0"', "question"), ("", "none"), ('minvalue="-10"', "none")]
)
def test_points_below_0_are_kept_unless_the_item_ends_at_0(decvar, floor):
    rules = rule(equal("1"), "10", action="Add") + rule(equal("2"), "-5", action="Add")
    question = one(lid("a", "b", cardinality="Multiple"), rules, decvar=decvar)
    assert (question.scheme, question.floor) == ("shares", floor)
    assert [option.share for option in question.options] == [1.0, -0.5]


def test_a_set_of_options_that_counts_as_a_whole_is_all_or_nothing():
    condition = f"<and>{equal('1')}{equal('3')}<not>{equal('2')}</not></and>"
    question = one(lid("a", "b", "c", cardinality="Multiple"), rule(condition))
    assert question.scheme == "all_or_nothing"
    assert [option.right for option in question.options] == [True, False, True]


def test_without_points_nothing_is_right():
    assert "which answer is right" in reason(lid("a", "b"), "")
    assert "which answer is right" in reason(lid("a", "b"), rule(equal("1"), "0"))


def test_texts_are_trimmed_and_capitals_matter_only_where_the_file_says_so():
    question = one(text_response(), rule(equal(" Bangkok\n")) + rule(equal("Krung Thep"), "50"))
    assert [(one.text, one.share) for one in question.accepted] == [("Bangkok", 1.0), ("Krung Thep", 0.5)]
    assert not question.case_sensitive
    assert one(text_response(), rule(equal("A", attributes=' case="Yes"'))).case_sensitive


def test_a_text_that_accepts_whatever_holds_a_word_is_refused():
    rules = rule(equal("x")) + rule('<varsubstring respident="r">30 day</varsubstring>')
    assert "holds certain words" in reason(text_response(), rules)


def test_a_text_without_a_key_is_an_essay():
    assert type(one(text_response(), rule("<other/>", ""))).__name__ == "Essay"


def test_a_gap_in_the_midst_of_a_text_stays_there():
    asked = text_response() + material(" is the capital.")
    question = one(asked, rule(equal("Bangkok")), stem="")
    assert isinstance(question, Cloze)
    assert "[[r]]" in question.stem["en"]
    assert question.stem["en"].endswith("is the capital.")


def numbers(*rules: str) -> list[tuple]:
    asked = '<response_num ident="r"><render_fib fibtype="Decimal"/></response_num>'
    question = one(asked, "".join(rules), kind="numerical_question")
    assert isinstance(question, Numeric)
    return [(one.value, one.low, one.high, one.inclusive, one.share) for one in question.accepted]


def bound(name: str, value: str) -> str:
    return f'<{name} respident="r">{value}</{name}>'


def test_numbers_are_read_with_their_ranges():
    both = f"<or>{equal('3.5')}<and>{bound('vargte', '3.0')}{bound('varlte', '4.0')}</and></or>"
    assert numbers(rule(both)) == [(None, "3.0", "4.0", True, 1.0)]
    assert numbers(rule(equal("30")), rule(equal("31"), "50")) == [
        ("30", None, None, True, 1.0),
        ("31", None, None, True, 0.5),
    ]


def test_a_range_that_is_open_at_one_end_stays_so():
    half = f"{bound('vargt', '3')}{bound('varlte', '4')}"
    assert numbers(rule(half)) == [(None, "3", "4", False, 1.0), ("4", None, None, True, 1.0)]


def test_canvas_gaps_stand_where_their_names_do():
    asked = lid("red", "rouge", ident="response_a", words="a") + lid(
        "blue", "bleu", ident="response_b", words="b"
    )
    rules = "".join(
        rule(equal(value, f"response_{gap}"), "50", action="Add") for gap in "ab" for value in "12"
    )
    typed = one(
        asked, rules, kind="fill_in_multiple_blanks_question", stem="<p>Roses are [a], violets [b].</p>"
    )
    assert typed.stem == {"en": "Roses are [[response-a]], violets [[response-b]]."}
    assert [[one.text for one in gap.accepted] for gap in typed.gaps] == [["red", "rouge"], ["blue", "bleu"]]
    rules = "".join(rule(equal("2", f"response_{gap}"), "50", action="Add") for gap in "ab")
    chosen = one(asked, rules, kind="multiple_dropdowns_question", stem="<p>Roses are [a], violets [b].</p>")
    assert [[option.right for option in gap.options] for gap in chosen.gaps] == [[False, True], [False, True]]


def test_several_lists_of_the_same_options_are_a_matching_and_others_gaps():
    same = lid("Bangkok", "Tokyo", "Seoul", ident="a", words="Thailand") + lid(
        "Bangkok", "Tokyo", "Seoul", ident="b", words="Japan"
    )
    rules = rule(equal("1", "a"), "50", action="Add") + rule(equal("2", "b"), "50", action="Add")
    question = one(same, rules)
    assert [(pair.left["en"], pair.right["en"]) for pair in question.pairs] == [
        ("Thailand", "Bangkok"),
        ("Japan", "Tokyo"),
    ]
    assert [label.text["en"] for label in question.distractors] == ["Seoul"]
    other = lid("Bangkok", "Tokyo", ident="a", words="Thailand") + lid("1", "2", ident="b", words="How many?")
    gaps = one(other, rules)
    assert isinstance(gaps, Cloze)
    assert gaps.stem["en"].count("[[") == 2


FORMATTED = '<material><mat_extension><mat_formattedtext type="HTML">{}</mat_formattedtext></mat_extension></material>'


def blackboard(kind: str, flows: str, rules: str) -> str:
    metadata = "<itemmetadata><bbmd_asi_object_id>_7_1</bbmd_asi_object_id>"
    metadata += f"<bbmd_questiontype>{kind}</bbmd_questiontype>"
    question = f'<flow class="QUESTION_BLOCK">{FORMATTED.format("&lt;p&gt;Which [a]?&lt;/p&gt;")}</flow>'
    return (
        f'<item>{metadata}</itemmetadata><presentation><flow class="Block">{question}{flows}</flow></presentation>'
        f'<resprocessing><outcomes><decvar varname="SCORE" maxvalue="2.0"/></outcomes>{rules}'
        '<respcondition title="incorrect"><conditionvar><other/></conditionvar>'
        '<setvar variablename="SCORE" action="Set">0</setvar></respcondition></resprocessing></item>'
    )


RIGHT = '<displayfeedback linkrefid="correct" feedbacktype="Response"/>'
FULL_MARKS = '<setvar variablename="SCORE" action="Set">SCORE.max</setvar>'


def test_blackboard_says_what_is_right_in_its_own_ways():
    """A rule for all other answers comes after those that hold; "correct" feedback without points is right too."""
    choice = f'<respcondition title="correct"><conditionvar>{equal("2")}</conditionvar>{FULL_MARKS}</respcondition>'
    [question] = imported(blackboard("Multiple Choice", lid("a", "b"), choice)).questions
    assert [option.right for option in question.options] == [False, True]
    text = f"<respcondition><conditionvar>{equal('Paris')}</conditionvar>{RIGHT}</respcondition>"
    [question] = imported(blackboard("Fill in the Blank", text_response(), text)).questions
    assert [one.text for one in question.accepted] == ["Paris"]
    both = f"<and><or>{equal('red', 'a')}</or><or>{equal('blue', 'b')}{equal('violet', 'b')}</or></and>"
    rule_for_both = f"<respcondition><conditionvar>{both}</conditionvar>{FULL_MARKS}</respcondition>"
    gaps = blackboard("Fill in the Blank Plus", text_response("a") + text_response("b"), rule_for_both)
    [question] = imported(gaps).questions
    assert question.stem["en"].startswith("Which [[a]]?")
    assert [[one.text for one in gap.accepted] for gap in question.gaps] == [["red"], ["blue", "violet"]]


def test_blackboard_keeps_right_sides_in_a_block_of_their_own():
    row = '<flow class="Block">{}<flow>{}</flow></flow>'
    bare = "<response_lid ident='{0}'><render_choice><response_label ident='{0}1'/><response_label ident='{0}2'/>"
    asked = "".join(
        row.format(bare.format(name) + "</render_choice></response_lid>", FORMATTED.format(words))
        for name, words in (("x", "Thailand"), ("y", "Japan"))
    )
    answers = "".join(f"<flow>{FORMATTED.format(words)}</flow>" for words in ("Tokyo", "Bangkok"))
    flows = f'<flow class="RESPONSE_BLOCK">{asked}</flow><flow class="RIGHT_MATCH_BLOCK">{answers}</flow>'
    rules = "".join(
        f"<respcondition><conditionvar>{equal(value, name)}</conditionvar>{RIGHT}</respcondition>"
        for name, value in (("x", "x2"), ("y", "y1"))
    )
    [question] = imported(blackboard("Matching", flows, rules)).questions
    pairs = [(pair.left["en"], pair.right["en"]) for pair in question.pairs]
    assert pairs == [("Thailand", "Bangkok"), ("Japan", "Tokyo")]
    assert question.stem == {"en": "Which [a]?"}


def test_a_package_of_blackboard_is_found_by_its_own_attribute():
    made = f"<questestinterop>{item(lid('a', 'b'), rule(equal('1')))}</questestinterop>"
    manifest = (
        '<manifest identifier="m" xmlns:bb="http://www.blackboard.com/content-packaging/"><resources>'
        '<resource identifier="res1" type="assessment/x-bb-qti-pool" bb:file="res1.dat" xml:base="res1"/>'
        "</resources></manifest>"
    )
    found = read(zipped({"imsmanifest.xml": manifest, "res1.dat": made}), "p.zip")
    assert found.counts == {"single": 1}


def test_a_formula_of_canvas_is_what_it_says():
    picture = '<img class="equation_image" src="/equation_images/x" alt="LaTeX: x" data-equation-content="x^2 &lt; 4">'
    question = one(lid("a", "b"), rule(equal("1")), stem=f"<p>Solve {picture}.</p>")
    assert (question.stem["en"], question.state) == ("Solve x^2 < 4.", "ready")


def test_feedback_goes_to_what_it_is_about():
    said = "".join(
        f'<itemfeedback ident="{name}"><flow_mat>{material(name)}</flow_mat></itemfeedback>'
        for name in ("general_fb", "correct_fb", "general_incorrect_fb", "2_fb")
    )
    shown = rule(equal("2"), "", more='<displayfeedback linkrefid="2_fb"/>')
    question = one(lid("a", "b", "c"), shown + rule(equal("1")), more=said)
    assert question.explanation == {"en": "general_fb"}
    assert [option.feedback["en"] for option in question.options] == [
        "correct_fb",
        "2_fb",
        "general_incorrect_fb",
    ]


def test_options_that_stay_in_their_place_are_pinned():
    asked = lid("a", "b").replace('<response_label ident="2">', '<response_label ident="2" rshuffle="No">')
    assert [option.pin for option in one(asked, rule(equal("1"))).options] == [False, True]
    asked = lid("a", "b").replace("<render_choice>", '<render_choice shuffle="No">')
    assert [option.pin for option in one(asked, rule(equal("1"))).options] == [True, True]


@pytest.mark.parametrize("kind", ["file_upload_question", "calculated_question"])
def test_types_that_kru_has_not_are_named(kind):
    assert kind.removesuffix("_question") in reason(text_response(), rule(equal("1")), kind=kind)


def test_html_without_a_declared_type_is_html_and_plain_text_is_not():
    bare = "<material><mattext>&lt;p&gt;A &lt;b&gt;bold&lt;/b&gt; claim&lt;/p&gt;</mattext></material>"
    asked = item(text_response(), rule(equal("x")), stem="").replace(material("", "text/html"), bare)
    assert imported(asked).questions[0].stem == {"en": "A **bold** claim"}
    plain = item(text_response(), rule(equal("x"))).replace(
        material("Which?", "text/html"), material("What is <b>?")
    )
    assert imported(plain).questions[0].stem == {"en": "What is <b>?"}


def test_items_with_one_identifier_all_come():
    found = imported(item(lid("a", "b"), rule(equal("1"))), item(lid("c", "d"), rule(equal("2"))))
    assert len({question.key for question in found.questions}) == 2


def test_the_same_package_gives_the_same_keys_and_another_one_others():
    made = f"<questestinterop>{item(lid('a', 'b'), rule(equal('1')))}</questestinterop>"
    files = unzipped(package("imsqti_xmlv1p2", {"q.xml": made}))
    other = files | {"imsmanifest.xml": files["imsmanifest.xml"].replace(b'"made"', b'"else"')}
    first, again, elsewhere = (read(zipped(each), "p.zip").questions[0].key for each in (files, files, other))
    assert first == again != elsewhere
    assert first.startswith("q-")


def test_a_picture_that_did_not_come_along_makes_a_draft():
    found = imported(item(lid("a", "b"), rule(equal("1")), stem='See <img src="gone.png">'))
    assert found.questions[0].state == "draft"
    assert "gone.png" in found.notes[0].reason


def test_latin_1_is_read_as_it_declares():
    text = f"<questestinterop>{item(text_response(), rule(equal('Prüfung')))}</questestinterop>"
    raw = f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("iso-8859-1")
    assert read(raw, "q.xml").questions[0].accepted[0].text == "Prüfung"


def test_other_xml_is_refused():
    with pytest.raises(Refused, match="no QTI"):
        read_qti(b"<html/>", "en")


def test_what_nobody_writes_is_not_worked_through():
    many = "".join(rule(equal(str(n))) for n in range(900))
    assert "too many" in reason(lid(*[str(n) for n in range(100)]), many)
    assert "too large" in reason(lid("a", "b"), rule(equal("1")) * 3000)
