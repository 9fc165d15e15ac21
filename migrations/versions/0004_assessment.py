"""Assessment in full: more types of questions, steps of answers, allowances, graders, regrades, signals, exposure."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
FACTS = ("answer_step", "allowance", "exam_signal", "grader_mark", "regrade_change")
STEP = (
    "INSERT INTO answer_step (slot_id, kind, sequence, answer, certainty, tries, at) VALUES (NEW.id, "
    "CASE WHEN NEW.tries > OLD.tries THEN 'checked' ELSE 'saved' END, NEW.answer_sequence, NEW.answer, NEW.certainty, "
    "NEW.tries, NEW.answered_at)"
)
CHANGED = "NEW.answer <> OLD.answer OR COALESCE(NEW.certainty, 0) <> COALESCE(OLD.certainty, 0) OR NEW.tries <> OLD.tries"
"""A flag, or the same answer sent again, is no step."""

UNFINISHED = {
    "ix_attempt_ungraded": "closed_at IS NOT NULL AND graded_at IS NULL",
    "ix_attempt_unreleased": "closed_at IS NOT NULL AND released_at IS NULL",
}


def upgrade() -> None:
    _banks()
    _attempts()
    _slots()
    _records()
    _triggers()


def _banks() -> None:
    with op.batch_alter_table("bank") as bank:
        bank.add_column(sa.Column("languages", JSON, nullable=False, server_default='["en", "th"]'))
        bank.add_column(sa.Column("origin", sa.String(40), nullable=False, server_default="files"))
        bank.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
        bank.create_check_constraint(op.f("ck_bank_origin"), "origin IN ('files', 'studio')")
    with op.batch_alter_table("question") as question:
        question.add_column(sa.Column("type", sa.String(40), nullable=False, server_default="single"))
        question.add_column(sa.Column("marks", sa.Integer(), nullable=False, server_default="1"))
        question.add_column(sa.Column("owner", sa.String(80), nullable=False, server_default=""))
        question.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        question.add_column(sa.Column("tags", JSON, nullable=False, server_default="{}"))
        question.drop_constraint(op.f("ck_question_state"), type_="check")
        question.create_check_constraint(op.f("ck_question_state"), "state IN ('draft', 'ready', 'retired')")
    _types_of_what_is_there()
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER question_version_no_update")
        op.execute("DROP TRIGGER question_version_no_delete")
    with op.batch_alter_table("question_version") as version:
        version.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        version.create_foreign_key(op.f("fk_question_version_created_by"), "person", ["created_by"], ["id"])
    if op.get_bind().dialect.name == "sqlite":
        _refuse_changes("question_version")
    for table, columns in (
        ("bank", ("languages", "origin", "revision")),
        ("question", ("type", "marks", "owner", "tags")),
    ):
        with op.batch_alter_table(table) as batch:
            for column in columns:
                batch.alter_column(column, server_default=None)


def _types_of_what_is_there() -> None:
    """Until now a question's type stood in its wording alone."""
    of = "SELECT {} FROM question_version WHERE question_version.id = question.current_version_id"
    sqlite = op.get_bind().dialect.name == "sqlite"
    kind = "json_extract(document, '$.type')" if sqlite else "document->>'type'"
    op.execute(f"UPDATE question SET type = ({of.format(kind)}) WHERE current_version_id IS NOT NULL")


def _attempts() -> None:
    person = ["person"]
    with op.batch_alter_table("attempt") as attempt:
        attempt.drop_index("ix_attempt_overdue")
        for name in ("ends_at", "graded_at", "released_at", "honoured_at", "voided_at"):
            attempt.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        attempt.add_column(sa.Column("voided_by", sa.Integer(), nullable=True))
        attempt.add_column(sa.Column("void_reason", sa.String(500), nullable=False, server_default=""))
        attempt.create_foreign_key(op.f("fk_attempt_voided_by"), person[0], ["voided_by"], ["id"])
        attempt.drop_constraint(op.f("ck_attempt_score_range"), type_="check")
        attempt.create_check_constraint(
            op.f("ck_attempt_score_range"), "score IS NULL OR (score >= -9 AND score <= 1)"
        )
    op.execute("UPDATE attempt SET graded_at = closed_at WHERE passed IS NOT NULL")
    op.execute("UPDATE attempt SET released_at = closed_at")
    op.execute("UPDATE attempt SET ends_at = deadline_at")
    op.execute("UPDATE attempt SET voided_at = closed_at WHERE outcome = 'void'")
    with op.batch_alter_table("attempt") as attempt:
        attempt.alter_column("void_reason", server_default=None)
        attempt.create_index(
            "ix_attempt_overdue",
            ["ends_at"],
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )
        for name, waits in UNFINISHED.items():
            attempt.create_index(
                name, ["closed_at"], postgresql_where=sa.text(waits), sqlite_where=sa.text(waits)
            )
        attempt.create_index("ix_attempt_quiz", ["quiz_ref", "id"])
        attempt.create_check_constraint(
            op.f("ck_attempt_released_when_closed"), "released_at IS NULL OR closed_at IS NOT NULL"
        )
        attempt.create_check_constraint(
            op.f("ck_attempt_passed_when_graded"), "(graded_at IS NULL) = (passed IS NULL)"
        )
        attempt.create_check_constraint(
            op.f("ck_attempt_graded_when_closed"), "graded_at IS NULL OR closed_at IS NOT NULL"
        )
        attempt.create_check_constraint(
            op.f("ck_attempt_void_has_its_moment"),
            "(voided_at IS NULL) = (outcome IS NULL OR outcome <> 'void')",
        )


def _slots() -> None:
    with op.batch_alter_table("slot") as slot:
        slot.drop_index(op.f("ix_slot_question_id"))
        slot.add_column(sa.Column("section", sa.Integer(), nullable=False, server_default="0"))
        slot.add_column(sa.Column("part", sa.String(60), nullable=False, server_default=""))
        slot.add_column(sa.Column("marks", sa.Integer(), nullable=False, server_default="1"))
        slot.add_column(sa.Column("certainty", sa.Integer(), nullable=True))
        slot.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        slot.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        slot.add_column(sa.Column("is_dropped", sa.Boolean(), nullable=False, server_default=sa.false()))
        slot.add_column(sa.Column("graders_wanted", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("slot") as slot:
        for name in ("section", "part", "marks", "tries", "is_dropped", "graders_wanted"):
            slot.alter_column(name, server_default=None)
        slot.create_index("ix_slot_question", ["question_id", "version_id"])


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _records() -> None:
    op.create_table(
        "answer_step",
        _id(),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("certainty", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        _at("at"),
        sa.CheckConstraint("kind IN ('saved', 'checked')", name=op.f("ck_answer_step_kind")),
        _foreign("answer_step", "slot_id", "slot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_step")),
    )
    op.create_index("ix_answer_step_slot", "answer_step", ["slot_id", "id"])
    op.create_table(
        "allowance",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiz_ref", sa.String(125), nullable=True),
        sa.Column("cycle", sa.Integer(), nullable=True),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("time_percent", sa.Integer(), nullable=False),
        sa.Column("skips_wait", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=False),
        _at("granted_at"),
        sa.CheckConstraint("extra_attempts BETWEEN 0 AND 100", name=op.f("ck_allowance_extra_attempts")),
        sa.CheckConstraint("time_percent BETWEEN 100 AND 1000", name=op.f("ck_allowance_time_percent")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_allowance_has_a_reason")),
        _foreign("allowance", "person_id", "person"),
        _foreign("allowance", "granted_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    op.create_index("ix_allowance_person", "allowance", ["person_id", "quiz_ref"])
    op.create_table(
        "exam_signal",
        _id(),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        _at("at"),
        sa.CheckConstraint(
            "kind IN ('left', 'returned', 'pasted', 'copied')", name=op.f("ck_exam_signal_kind")
        ),
        _foreign("exam_signal", "attempt_id", "attempt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_signal")),
    )
    op.create_index("ix_exam_signal_attempt", "exam_signal", ["attempt_id", "id"])
    op.create_table(
        "grader_mark",
        _id(),
        sa.Column("slot_id", sa.Integer(), nullable=False),
        sa.Column("grader_id", sa.Integer(), nullable=False),
        sa.Column("levels", JSON, nullable=False),
        sa.Column("fraction", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("comment", sa.String(4000), nullable=False),
        _at("graded_at"),
        sa.CheckConstraint("fraction >= 0 AND fraction <= 1", name=op.f("ck_grader_mark_fraction")),
        _foreign("grader_mark", "slot_id", "slot"),
        _foreign("grader_mark", "grader_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grader_mark")),
    )
    op.create_index("ix_grader_mark_slot", "grader_mark", ["slot_id", "id"])
    op.create_table(
        "regrade",
        _id(),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("never_lower", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        _at("applied_at"),
        sa.Column("applied_by", sa.Integer(), nullable=False),
        _at("undone_at", nullable=True),
        sa.Column("undone_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('mended', 'dropped')", name=op.f("ck_regrade_kind")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_regrade_has_a_reason")),
        _foreign("regrade", "question_id", "question"),
        _foreign("regrade", "applied_by", "person"),
        _foreign("regrade", "undone_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_index("ix_regrade_question", "regrade", ["question_id"])
    op.create_table(
        "regrade_change",
        _id(),
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("before", JSON, nullable=False),
        sa.Column("after", JSON, nullable=False),
        _foreign("regrade_change", "regrade_id", "regrade"),
        _foreign("regrade_change", "attempt_id", "attempt"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_change")),
        sa.UniqueConstraint("regrade_id", "attempt_id", name=op.f("uq_regrade_change_regrade_id_attempt_id")),
    )
    op.create_index(op.f("ix_regrade_change_attempt_id"), "regrade_change", ["attempt_id"])
    op.create_table(
        "question_exposure",
        sa.Column("quiz_ref", sa.String(125), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("share", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        _foreign("question_exposure", "question_id", "question"),
        sa.PrimaryKeyConstraint("quiz_ref", "question_id", name=op.f("pk_question_exposure")),
    )


def _triggers() -> None:
    """Each change of an answer leaves a step, whoever makes it; and facts are not edited."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER slot_step AFTER UPDATE ON slot WHEN {CHANGED} BEGIN {STEP}; END")
    else:
        op.execute(
            f"CREATE FUNCTION slot_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {STEP}; RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER slot_step AFTER UPDATE ON slot FOR EACH ROW WHEN ({CHANGED}) EXECUTE FUNCTION slot_step()"
        )
    for table in FACTS:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("facts of attempts are not thrown away; restore the backup instead")
