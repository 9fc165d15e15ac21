"""QTI 2.1 and 2.2: real files yield what their README states, and every interaction becomes what it means."""

import pytest

from app.assessment.formats import read
from app.assessment.formats.report import Imported, Refused
from app.assessment.questions import (
    Categorise,
    Cloze,
    Essay,
    Hotspot,
    Matching,
    Multiple,
    Numeric,
    Ordering,
    ShortText,
    Single,
    TextGap,
    TrueFalse,
)
from tests.assessment.formats.files import package, sample, zipped
from tests.assessment.formats.made import picture
from tests.assessment.formats.samples import needs_samples

TEMPLATE = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


def declared(
    correct: tuple[str, ...] = (),
    mapping: str = "",
    *,
    base: str = "identifier",
    cardinality: str = "single",
    name: str = "R",
) -> str:
    values = "".join(f"<value>{value}</value>" for value in correct)
    held = f"<correctResponse>{values}</correctResponse>" if correct else ""
    head = f'<responseDeclaration identifier="{name}" cardinality="{cardinality}" baseType="{base}">'
    return f"{head}{held}{mapping}</responseDeclaration>"


def mapped(attributes: str = "", **points: float) -> str:
    entries = "".join(f'<mapEntry mapKey="{key}" mappedValue="{value}"/>' for key, value in points.items())
    return f'<mapping defaultValue="0" {attributes}>{entries}</mapping>'


def choices(count: int = 3, attributes: str = "", *, tag: str = "choiceInteraction") -> str:
    options = "".join(
        f'<simpleChoice identifier="{letter}">{letter}{letter}</simpleChoice>' for letter in "ABCDE"[:count]
    )
    return f'<{tag} responseIdentifier="R" {attributes}><prompt>Which?</prompt>{options}</{tag}>'


def item(
    body: str,
    declarations: str = "",
    processing: str = "match_correct",
    *,
    more: str = "",
    attributes: str = "",
) -> str:
    rules = (
        f'<responseProcessing template="{TEMPLATE}/{processing}"/>'
        if processing and "<" not in processing
        else processing
    )
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="Title" {attributes}>'
        f"{declarations}<itemBody>{body}</itemBody>{rules}{more}</assessmentItem>"
    )


def imported(*args: str, **options: str) -> Imported:
    return read(item(*args, **options).encode(), "i.xml")


def one(*args: str, **options: str):
    found = imported(*args, **options)
    assert not found.skipped, found.skipped
    [question] = found.questions
    return question


def reason(*args: str, **options: str) -> str:
    found = imported(*args, **options)
    assert not found.questions
    [skipped] = found.skipped
    return skipped.reason


@needs_samples
def test_the_entry_test_of_the_standard_yields_its_five_items():
    found = sample("qti21/instructure-test_qti_2.1.zip")
    assert found.counts == {"essay": 1, "multiple": 1, "short_text": 1, "single": 1, "true_false": 1}
    assert found.skipped == []
    assert found.categories == [
        "QTI v2.1 Entry Profile Single Test/TestPart Instance with Single Section with 5 Items"
    ]
    verdict, choice, several, lake, essay = found.questions
    assert isinstance(verdict, TrueFalse) and verdict.answer is True
    assert [option.text["en"] for option in choice.options] == ["1/6", "1/5", "1/4", "1/3", "1/2"]
    assert [option.key for option in choice.options if option.right] == ["d"]
    third = 0.3333333
    assert [option.share for option in several.options] == [third, third, -third, third, -third]
    assert isinstance(lake, ShortText) and lake.case_sensitive
    assert {one.text: one.share for one in lake.accepted} == {
        "Lake Michigan": 1.0, "lake michigan": 1.0, "lake Michigan": 1.0, "Lake michigan": 1.0,
        "Michigan": 0.5, "michigan": 0.5,
    }  # fmt: skip
    assert isinstance(essay, Essay) and len(essay.pictures) == 3


@needs_samples
def test_a_drawing_that_browsers_could_run_makes_a_draft():
    found = sample("qti21/instructure-test_qti_2.1.zip")
    assert [question.state for question in found.questions] == ["ready", "draft", "ready", "ready", "ready"]
    assert "apip_VE_IP_02.svg" in found.notes[0].reason


def learnosity(name: str):
    [question] = sample(f"qti21/learnosity/{name}.xml").questions
    return question


@needs_samples
def test_single_items_have_the_keys_of_their_readme():
    choice = learnosity("choice")
    assert [option.key for option in choice.options if option.right] == ["choicea"]
    assert isinstance(learnosity("extendedtext"), Essay)
    hottext = learnosity("hottext")
    assert [option.text["en"] for option in hottext.options if option.right] == ["includes"]
    assert all(option.pin for option in hottext.options)
    order = learnosity("order")
    assert [one.key for one in order.items] == ["driverc", "drivera", "driverb"]
    assert order.scheme == "exact"


@needs_samples
def test_pairs_of_single_items_have_the_keys_of_their_readme():
    gaps = learnosity("gap_match").gaps
    rights = {gap.key: next(option.key for option in gap.options if option.right) for gap in gaps}
    assert rights == {"g1": "w", "g2": "su"}
    assert [gap.weight for gap in gaps] == [1, 2]
    pairs = {pair.key: pair.right["en"] for pair in learnosity("match").pairs}
    dream = "A Midsummer-Night's Dream"
    assert pairs == {"c": "Romeo and Juliet", "d": dream, "l": dream, "p": "The Tempest"}


@needs_samples
def test_text_entries_have_the_keys_of_their_readme():
    york, chosen = learnosity("textEntryInteraction-inlineChoiceInteraction").gaps
    assert [one.text for one in york.accepted] == ["York"]
    assert [option.key for option in chosen.options if option.right] == ["y"]
    second, first = learnosity("textentryinteraction").gaps
    assert {one.text: one.share for one in first.accepted} == {"a": 0.5, "b": 1.0}
    assert {one.text: one.share for one in second.accepted} == {"OHMYGOD": 0.75, "x7": 1.0, "X7": 1.0}
    assert [second.weight, first.weight] == [2, 1]


def test_the_processing_says_what_a_choice_is_judged_by():
    both = declared(("A",), mapped(B=2, C=1))
    by_key = one(choices(), both, "match_correct")
    assert [(option.right, option.share) for option in by_key.options] == [
        (True, None),
        (False, None),
        (False, None),
    ]
    by_map = one(choices(), both, "map_response")
    assert [(option.right, option.share) for option in by_map.options] == [
        (False, None),
        (True, None),
        (False, 0.5),
    ]


@pytest.mark.parametrize("processing", ["", "<responseProcessing/>"])
def test_without_processing_the_declared_response_counts_and_nothing_else(processing):
    question = one(choices(), declared(("B",)), processing)
    assert [option.right for option in question.options] == [False, True, False]
    assert "which answer is right" in reason(choices(), declared(), processing)


@pytest.mark.parametrize(
    ("bounds", "floor"), [('lowerBound="0"', "question"), ("", "none"), ('lowerBound="-1"', "none")]
)
def test_several_answers_are_worth_their_points(bounds, floor):
    mapping = mapped(bounds, A=2, B=2, C=-1)
    question = one(choices(), declared(("A", "B"), mapping, cardinality="multiple"), "map_response")
    assert isinstance(question, Multiple)
    assert (question.scheme, question.floor) == ("shares", floor)
    assert [option.share for option in question.options] == [0.5, 0.5, -0.25]


def test_schemes_of_kru_are_known_by_what_they_do():
    several = {"cardinality": "multiple"}
    whole = one(choices(), declared(("A", "B"), **several), "match_correct")
    assert whole.scheme == "all_or_nothing"
    even = mapped('lowerBound="0"', A=1, B=1, C=-2)
    assert one(choices(), declared(("A", "B"), even, **several), "map_response").scheme == "right_minus_wrong"
    start = (
        '<responseProcessing><setOutcomeValue identifier="SCORE"><sum><baseValue baseType="float">{}</baseValue>'
        '<mapResponse identifier="R"/></sum></setOutcomeValue></responseProcessing>'
    )
    judged = declared(("A", "B"), mapped(A=1, B=1, C=-1), **several)
    assert one(choices(), judged, start.format(1)).scheme == "every_decision"
    assert "a way of its own" in reason(choices(), judged, start.format(2))


def test_one_answer_with_several_keys_is_no_question():
    assert "takes only one" in reason(choices(), declared(("A", "B")))


def test_true_and_false_make_a_verdict():
    options = (
        '<simpleChoice identifier="x">False</simpleChoice><simpleChoice identifier="y">True</simpleChoice>'
    )
    question = one(
        f'<choiceInteraction responseIdentifier="R">{options}</choiceInteraction>', declared(("y",))
    )
    assert isinstance(question, TrueFalse) and question.answer is True


def test_options_that_shall_not_be_shuffled_are_pinned():
    assert [option.pin for option in one(choices(), declared(("A",))).options] == [False] * 3
    assert [option.pin for option in one(choices(3, 'shuffle="false"'), declared(("A",))).options] == [
        True
    ] * 3
    fixed = choices(3, 'shuffle="true"').replace('identifier="C"', 'identifier="C" fixed="true"')
    assert [option.pin for option in one(fixed, declared(("A",))).options] == [False, False, True]


def test_feedback_goes_to_the_option_that_brings_it():
    body = choices().replace(
        "BB", 'BB<feedbackInline identifier="B" outcomeIdentifier="F">In</feedbackInline>'
    )
    rules = (
        '<responseProcessing><responseCondition><responseIf><match><variable identifier="R"/>'
        '<correct identifier="R"/></match>'
        '<setOutcomeValue identifier="SCORE"><baseValue>1</baseValue></setOutcomeValue>'
        '<setOutcomeValue identifier="F"><baseValue>good</baseValue></setOutcomeValue></responseIf>'
        '<responseElseIf><match><baseValue>C</baseValue><variable identifier="R"/></match>'
        '<setOutcomeValue identifier="F"><baseValue>bad</baseValue></setOutcomeValue></responseElseIf>'
        "</responseCondition></responseProcessing>"
    )
    said = '<modalFeedback identifier="good">Yes!</modalFeedback><modalFeedback identifier="bad">No!</modalFeedback>'
    question = one(body, declared(("A",)), rules, more=said)
    assert [option.feedback["en"] for option in question.options] == ["Yes!", "In", "No!"]
    assert question.options[1].text == {"en": "BB"}


def test_words_for_the_grader_are_not_shown_with_the_question():
    body = (
        '<rubricBlock view="candidate"><p>Be brief.</p></rubricBlock>'
        '<rubricBlock view="scorer"><p>Secret</p></rubricBlock>'
        '<extendedTextInteraction responseIdentifier="R"><prompt>Why?</prompt></extendedTextInteraction>'
    )
    question = one(body, declared(base="string"), "")
    assert question.stem["en"].split() == ["Be", "brief.", "Why?"]
    assert question.explanation == {"en": "Secret"}


ENTRY = '<textEntryInteraction responseIdentifier="R"/>'


def test_a_text_entry_at_the_end_is_a_short_answer_and_one_within_is_a_gap():
    key = declared(("York",), base="string")
    assert isinstance(one(f"<p>Who? {ENTRY}.</p>", key), ShortText)
    gap = one(f"<p>The {ENTRY} of York</p>", key)
    assert gap.stem == {"en": "The [[r]] of York"}
    assert isinstance(gap, Cloze) and isinstance(gap.gaps[0], TextGap)


def test_text_that_looks_like_a_gap_stays_text():
    question = one(f"<p>[[x]] {ENTRY} [[r]]</p>", declared(("York",), base="string"))
    assert len(question.gaps) == 1


@pytest.mark.parametrize(
    ("entries", "is_sensitive"),
    [
        ('mapKey="York" mappedValue="1"', False),
        ('mapKey="York" mappedValue="1" caseSensitive="true"', True),
        ('mapKey="York" mappedValue="1"/><mapEntry mapKey="york" mappedValue="0.5"', True),
        ('mapKey="York" mappedValue="1" caseSensitive="false"', False),
    ],
)
def test_capitals_matter_where_the_mapping_says_so_or_lists_spellings(entries, is_sensitive):
    mapping = f"<mapping><mapEntry {entries}/></mapping>"
    question = one(f"<p>Who? {ENTRY}</p>", declared((), mapping, base="string"), "map_response")
    assert question.case_sensitive is is_sensitive


def number(condition: str, *, correct: str = "4.5") -> list[tuple]:
    rules = (
        f"<responseProcessing><responseCondition><responseIf>{condition}<setOutcomeValue identifier='SCORE'>"
        "<baseValue>2</baseValue></setOutcomeValue></responseIf></responseCondition></responseProcessing>"
    )
    question = one(f"<p>How many? {ENTRY}</p>", declared((correct,), base="float"), rules)
    assert isinstance(question, Numeric)
    return [(a.value, a.low, a.high, a.tolerance, a.percent, a.inclusive, a.share) for a in question.accepted]


R, KEY = '<variable identifier="R"/>', '<correct identifier="R"/>'


def test_numbers_have_their_tolerance_or_range():
    assert number(f"<match>{R}{KEY}</match>") == [("4.5", None, None, 0, None, True, 1.0)]
    near = f'<equal toleranceMode="absolute" tolerance="0.5 0.5">{R}{KEY}</equal>'
    assert number(near) == [("4.5", None, None, "0.5", None, True, 1.0)]
    ends = 'includeLowerBound="false" includeUpperBound="false"'
    far = f'<equal toleranceMode="relative" tolerance="5" {ends}>{R}{KEY}</equal>'
    assert number(far) == [("4.5", None, None, 0, "5", False, 1.0)]
    between = f"<and><gt>{R}<baseValue>1</baseValue></gt><lt>{R}<baseValue>2</baseValue></lt></and>"
    assert number(between) == [(None, "1", "2", 0, None, False, 1.0)]


def test_gaps_that_are_judged_by_one_another_are_named():
    """Each town only once: in Kru the same one would win in every gap."""
    body = f"<p>{ENTRY} {ENTRY.replace('R', 'S')}</p>"
    keys = declared(("a",), base="string") + declared(("b",), base="string", name="S")
    rules = (
        '<responseProcessing><responseCondition><responseIf><not><match><variable identifier="R"/>'
        '<variable identifier="S"/></match></not></responseIf></responseCondition></responseProcessing>'
    )
    assert "one another" in reason(body, keys, rules)


def match(left: int, right: int) -> str:
    sets = "".join(
        "<simpleMatchSet>"
        + "".join(
            f'<simpleAssociableChoice identifier="{side}{n}" matchMax="0">{side} {n}</simpleAssociableChoice>'
            for n in range(count)
        )
        + "</simpleMatchSet>"
        for side, count in (("L", left), ("R", right))
    )
    return f'<matchInteraction responseIdentifier="R">{sets}</matchInteraction>'


def pairs(*values: str) -> str:
    return declared(values, base="directedPair", cardinality="multiple")


def test_things_that_belong_together_are_matched():
    question = one(match(2, 3), pairs("L0 R2", "L1 R0"))
    assert isinstance(question, Matching)
    assert [(pair.left["en"], pair.right["en"]) for pair in question.pairs] == [
        ("L 0", "R 2"),
        ("L 1", "R 0"),
    ]
    assert [label.text["en"] for label in question.distractors] == ["R 1"]


def test_many_things_for_few_places_are_sorted():
    question = one(match(4, 3), pairs("L0 R2", "L1 R0", "L2 R0", "L3 R2"))
    assert isinstance(question, Categorise)
    assert [one.category for one in question.items] == ["r2", "r0", "r0", "r2"]
    assert len(question.categories) == 3


def test_lists_the_other_way_round_are_turned():
    question = one(match(3, 2), pairs("L0 R0", "L2 R1"))
    assert [(pair.left["en"], pair.right["en"]) for pair in question.pairs] == [
        ("R 0", "L 0"),
        ("R 1", "L 2"),
    ]


def test_a_thing_that_belongs_to_several_or_none_is_no_matching():
    assert "several" in reason(match(2, 2), pairs("L0 R0", "L0 R1", "L1 R1"))


def test_an_order_must_name_every_item():
    body = choices(3, tag="orderInteraction")
    question = one(body, declared(("C", "A", "B"), cardinality="ordered"))
    assert isinstance(question, Ordering)
    assert [item.key for item in question.items] == ["c", "a", "b"]
    assert "every item" in reason(body, declared(("C", "A"), cardinality="ordered"))


def in_package(body: str, declarations: str, processing: str = "map_response_point", **files: bytes):
    files = {
        "items/i.xml": item(body, declarations, processing).encode(),
        "items/map.png": picture(9)[1],
        **files,
    }
    return read(package("imsqti_item_xmlv2p1", files), "p.zip")


OBJECT = '<object type="image/png" data="map.png" width="10" height="2">A map</object>'


def test_places_on_a_picture_are_thousandths_of_it():
    areas = (
        '<areaMapping defaultValue="0"><areaMapEntry shape="circle" coords="5,1,2" mappedValue="1"/>'
        '<areaMapEntry shape="rect" coords="0,0,1,1" mappedValue="0"/></areaMapping>'
    )
    asked = '<selectPointInteraction responseIdentifier="R" maxChoices="1"><prompt>Where?</prompt>'
    body = f"{asked}{OBJECT}</selectPointInteraction>"
    [question] = in_package(body, declared((), areas, base="point")).questions
    assert isinstance(question, Hotspot)
    assert [(region.shape, region.at, region.right) for region in question.regions] == [
        ("circle", (500, 500, 200), True),
        ("rectangle", (0, 0, 100, 500), False),
    ]
    assert question.picture.alt == {"en": "A map"}


def test_marked_places_are_chosen():
    spots = "".join(
        f'<hotspotChoice identifier="{name}" shape="rect" coords="{left},0,{left + 5},2"/>'
        for name, left in (("A", 0), ("B", 5))
    )
    body = f'<hotspotInteraction responseIdentifier="R" maxChoices="1">{OBJECT}{spots}</hotspotInteraction>'
    [question] = in_package(body, declared(("B",)), "match_correct").questions
    assert [(region.key, region.right) for region in question.regions] == [("a", False), ("b", True)]


def test_a_picture_that_did_not_come_along_makes_no_question_about_its_places():
    body = f'<selectPointInteraction responseIdentifier="R">{OBJECT}</selectPointInteraction>'
    area = '<areaMapping><areaMapEntry shape="circle" coords="5,1,2" mappedValue="1"/></areaMapping>'
    assert "did not come" in reason(body, declared((), area, base="point"), "map_response_point")


@pytest.mark.parametrize(
    "name",
    [
        "associateInteraction",
        "graphicGapMatchInteraction",
        "sliderInteraction",
        "uploadInteraction",
        "customInteraction",
    ],
)
def test_interactions_that_kru_has_not_are_named(name):
    body = f'<p>Do it</p><{name} responseIdentifier="R"/>'
    assert name in reason(body, declared(("A",)))


def test_items_that_change_while_one_answers_are_named():
    assert "adapts" in reason(choices(), declared(("A",)), attributes='adaptive="true"')
    assert "template" in reason(choices(), declared(("A",)) + '<templateDeclaration identifier="N"/>')
    assert "several things" in reason(choices() + choices(), declared(("A",)))


def test_words_without_a_question_are_a_description():
    found = imported("<p>Read <b>this</b>.</p>")
    assert found.counts == {"description": 1}
    assert found.questions[0].stem == {"en": "Read **this**."}


def test_an_item_that_asks_in_an_unknown_way_is_no_description():
    assert "not how" in reason("<p>Type <textentryinteraction/></p>", declared(("A",)))


def test_a_formula_is_written_in_one_line():
    math = (
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mn>1</mn><mrow><mi>x</mi><mo>+</mo><mn>2</mn></mrow>'
        "</mfrac><msup><mi>y</mi><mn>2</mn></msup><msqrt><mn>3</mn></msqrt></math>"
    )
    assert imported(f"<p>Solve {math}</p>").questions[0].stem == {"en": "Solve 1/(x+2)y^2√(3)"}


SECTIONED = """<assessmentTest identifier="t" title="Sales">
<testPart identifier="p">
<assessmentSection identifier="a" title="Leads"><assessmentItemRef identifier="one" href="i1.xml"/>
<assessmentSection identifier="b" title="Sources">
<assessmentItemRef identifier="two" href="i2.xml"/></assessmentSection>
</assessmentSection>
<assessmentSection identifier="c" title="Deals"><assessmentItemRef identifier="three" href="i3.xml"/>
<assessmentItemRef identifier="gone" href="gone.xml"/><assessmentItemRef identifier="again" href="i1.xml"/>
<assessmentSectionRef identifier="d" href="more.xml"/></assessmentSection>
</testPart></assessmentTest>"""
MORE = """<assessmentSection identifier="d" title="More"><assessmentItemRef identifier="four" href="i4.xml"/>
<assessmentSectionRef identifier="d" href="more.xml"/></assessmentSection>"""


def test_sections_are_categories_and_each_item_is_known_by_its_reference():
    """All files have the same XML identifier, and one item is named twice."""
    made = item(choices(), declared(("A",)))
    kind = "imsqti_{}_xmlv2p1"
    manifest = (
        '<manifest identifier="m"><resources>'
        f'<resource identifier="t" type="{kind.format("test")}" href="test.xml"/>'
        + "".join(
            f'<resource identifier="r{n}" type="{kind.format("item")}" href="i{n}.xml"/>' for n in range(1, 6)
        )
        + "</resources></manifest>"
    )
    items = {f"i{n}.xml": made for n in range(1, 6)}
    found = read(
        zipped({"imsmanifest.xml": manifest, "test.xml": SECTIONED, "more.xml": MORE, **items}), "p.zip"
    )
    assert found.categories == ["Sales/Leads", "Sales/Leads/Sources", "Sales/Deals", "Sales/Deals/More"]
    assert [question.key.rpartition("-")[0] for question in found.questions] == [
        "one",
        "two",
        "three",
        "four",
        "r5",
    ]
    assert [one.where for one in found.skipped] == ["gone.xml"]


def test_a_test_without_its_package_is_refused():
    with pytest.raises(Refused, match="package"):
        read(SECTIONED.encode(), "t.xml", format="qti21")


def test_an_item_that_is_no_xml_refuses_the_whole_package():
    files = {"a.xml": item(choices(), declared(("A",))), "b.xml": "<assessmentItem>"}
    with pytest.raises(Refused, match=r"b\.xml"):
        read(package("imsqti_item_xmlv2p1", files), "p.zip")


def test_numbers_that_nobody_writes_are_no_numbers():
    mapping = '<mapping><mapEntry mapKey="A" mappedValue="1e999999999"/></mapping>'
    assert reason(choices(), declared((), mapping), "map_response")


def test_single_choice_of_pictures_keeps_them():
    options = "".join(
        f'<simpleChoice identifier="{name}"><img src="{name}.png" alt="{name}"/></simpleChoice>'
        for name in "ab"
    )
    body = f'<p>Which?</p><choiceInteraction responseIdentifier="R">{options}</choiceInteraction>'
    files = {f"items/{name}.png": picture(n)[1] for n, name in enumerate("ab")}
    found = in_package(body, declared(("a",)), "match_correct", **files)
    [question] = found.questions
    assert isinstance(question, Single)
    assert [option.picture.alt["en"] for option in question.options] == ["a", "b"]
    assert set(found.files) == {option.picture.file.sha256 for option in question.options}
