"""Imported questions join a bank of the studio; what was decided there stays."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.assessment.exporting import export_bank, get_bank_document
from app.assessment.formats import read
from app.assessment.models import Bank, Question, QuestionVersion
from app.assessment.questions import from_dict
from app.assessment.services.importing import check_target, import_questions
from app.core.db import db, transaction
from app.core.errors import DomainError, NotVisible
from app.core.models import AuditEntry, StoredFile
from app.core.storage import file_key, storage
from tests.assessment.formats import made
from tests.assessment.formats.moodle_made import PNG_FILE, answer, asked
from tests.assessment.formats.moodle_made import imported as from_moodle
from tests.factories import assessment as make
from tests.factories.assessment import NOW

pytestmark = pytest.mark.usefixtures("app")


def bring(text, *, name="Leads", language="en", **values):
    report = read(text.encode(), "x.gift", format="gift", language=language)
    return import_questions(name, report, language=language, actor_id=None, now=NOW, **values)


def row(key):
    return db.session.scalars(select(Question).where(Question.key == key)).one()


def document(key):
    current = select(QuestionVersion).where(QuestionVersion.id == row(key).current_version_id)
    return from_dict(db.session.scalars(current).one().document)


def versions(key):
    return len(
        db.session.scalars(select(QuestionVersion).where(QuestionVersion.question_id == row(key).id)).all()
    )


CAPITAL = "// [id:capital]\nWhat is the capital?{=Bangkok ~Chiang Mai ~Phuket}"


def test_a_bank_is_made_and_counts_what_came():
    done = bring(f"$CATEGORY: Sales\n\n{CAPITAL}\n\nA{{T}}")
    assert (done.added, done.changed, done.retired) == (2, 0, 0)
    bank = db.session.scalars(select(Bank)).one()
    assert (bank.key, bank.origin, bank.topics) == ("leads", "studio", {"sales": {"en": "Sales"}})
    verbs = db.session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id)).all()
    assert verbs[-1] == "bank.imported"


def test_other_questions_of_the_bank_are_untouched():
    bring("// [id:one]\nOne?{T}")
    bring("// [id:two]\nTwo?{T}")
    assert [row(key).state for key in ("one", "two")] == ["ready", "ready"]


def test_a_changed_question_gets_a_version_and_its_options_keep_their_keys():
    bring(CAPITAL)
    before = {option.text["en"]: option.key for option in document("capital").options}
    done = bring("// [id:capital]\nWhat is the capital?{~Phuket =Bangkok ~Chiang Mai}")
    assert (done.added, done.changed) == (0, 1)
    assert {option.text["en"]: option.key for option in document("capital").options} == before
    assert versions("capital") == 2


def test_what_was_decided_in_the_studio_stays():
    bring(CAPITAL)
    with transaction():
        values = {
            "state": "retired",
            "owner": "Ann",
            "review_on": date(2027, 1, 1),
            "tags": {"product": ["Kite"]},
        }
        db.session.execute(update(Question).values(**values))
    db.session.expire_all()
    assert not bring(
        "// [id:capital] [tag:closing]\nWhat is the capital?{=Bangkok ~Chiang Mai ~Phuket}"
    ).changed
    kept = row("capital")
    assert (kept.state, kept.owner, kept.review_on) == ("retired", "Ann", date(2027, 1, 1))
    assert kept.tags == {"product": ["Kite"], "objective": ["closing"]}


def test_a_file_that_does_not_speak_of_topic_and_difficulty_changes_neither():
    bring(f"$CATEGORY: Sales\n\n// [tag:difficulty:hard]\n{CAPITAL}")
    assert not bring(CAPITAL).is_new
    assert (row("capital").topic, row("capital").difficulty) == ("sales", "hard")
    assert db.session.scalars(select(Bank.topics)).one() == {"sales": {"en": "Sales"}}


def test_drafts_take_only_changed_questions_out():
    bring(f"{CAPITAL}\n\n// [id:same]\nSame?{{T}}")
    bring(
        f"{CAPITAL.replace('Phuket', 'Krabi')}\n\n// [id:same]\nSame?{{T}}\n\n// [id:new]\nNew?{{T}}",
        as_draft=True,
    )
    assert [row(key).state for key in ("capital", "same", "new")] == ["draft", "ready", "draft"]


def test_a_translation_comes_beside_the_first_language():
    bring(f"$CATEGORY: Sales\n\n{CAPITAL}")
    bring("$CATEGORY: Sales\n\n// [id:capital]\nเมืองหลวง?{=กรุงเทพ ~เชียงใหม่ ~ภูเก็ต}", language="th")
    question = document("capital")
    assert question.stem == {"en": "What is the capital?", "th": "เมืองหลวง?"}
    assert question.options[1].text == {"en": "Chiang Mai", "th": "เชียงใหม่"}
    bank = db.session.scalars(select(Bank)).one()
    assert (bank.languages, bank.topics) == (["en", "th"], {"sales": {"en": "Sales", "th": "Sales"}})


def test_a_category_that_the_bank_knows_by_name_becomes_that_topic():
    bring("$CATEGORY: Sales\n\nA{T}")
    with transaction():
        bank = db.session.scalars(select(Bank)).one()
        bank.topics = {"selling": {"en": "Selling to them"}}
        db.session.execute(update(Question).values(topic="selling"))
    bring(f"$CATEGORY: Selling to them\n\n{CAPITAL}")
    assert row("capital").topic == "selling"
    assert db.session.scalars(select(Bank.topics)).one() == {"selling": {"en": "Selling to them"}}


def test_pictures_are_stored_by_their_content():
    image = '<img src="@@PLUGINFILE@@/a%20b.png" alt="It">'
    report = from_moodle(asked("multichoice", answer(image, 100, PNG_FILE) + answer("b")))
    import_questions("Leads", report, language="en", actor_id=None, now=NOW)
    sha256, data = made.picture(1)
    assert db.session.get(StoredFile, sha256).media_type == "image/png"
    assert storage().read(file_key(sha256)) == data
    again = read(export_bank("leads", "moodle-xml").data, "x.xml")
    assert list(again.files) == [sha256]


def test_nothing_is_written_when_a_question_cannot_be(monkeypatch):
    report = read(CAPITAL.encode(), "x.gift")
    monkeypatch.setattr("app.assessment.services.importing._add_topics", lambda *_arguments: None)
    with pytest.raises(DomainError, match="no topic"):
        import_questions("Leads", report, language="en", actor_id=None, now=NOW)
    assert db.session.scalars(select(Bank.id)).all() == []


@pytest.mark.parametrize("name", ["", "   ", "channel", "Channel"])
def test_only_banks_of_the_studio_are_targets(name):
    make.publish()
    with pytest.raises(DomainError):
        check_target(name)


def test_an_export_holds_what_is_not_retired_and_a_missing_bank_is_not_visible():
    bring(f"{CAPITAL}\n\n// [id:gone]\nGone?{{T}}")
    with transaction():
        db.session.execute(update(Question).where(Question.key == "gone").values(state="retired"))
    assert [question.key for question in get_bank_document("leads").questions] == ["capital"]
    assert export_bank("leads", "gift").counts == {"single": 1}
    with pytest.raises(NotVisible):
        export_bank("nothing", "gift")


@pytest.mark.parametrize("size", [3, 40])
def test_the_same_file_again_takes_the_same_statements_whatever_its_size(statements, size):
    text = "\n\n".join(f"// [id:q{n}]\nQuestion {n}?{{T}}" for n in range(size))
    bring(text)
    statements.clear()
    bring(text)
    assert len(statements) == 7
