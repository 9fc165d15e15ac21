"""Certification in full: what a period said before, second persons, evidence from elsewhere, keys, badges, settings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
KEPT = (
    "valid_from", "valid_until", "grace_until", "window_opens_on", "revoked_at", "revoked_class", "change",
    "changed_at", "changed_by", "approved_by", "change_reason",
)  # fmt: skip
HISTORY = (
    f"INSERT INTO award_history (period_id, until_at, {', '.join(KEPT)}) "
    f"VALUES (OLD.id, NEW.changed_at, {', '.join(f'OLD.{column}' for column in KEPT)})"
)


def upgrade() -> None:
    _periods()
    _certificates()
    _people()
    _companies()
    _records()
    _triggers()


def _periods() -> None:
    with op.batch_alter_table("award_period") as period:
        period.add_column(sa.Column("origin", sa.String(40), nullable=False, server_default="evidence"))
        period.add_column(sa.Column("change", sa.String(40), nullable=False, server_default="awarded"))
        period.add_column(sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
        period.add_column(sa.Column("changed_by", sa.Integer(), nullable=True))
        period.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
        period.add_column(sa.Column("change_reason", sa.String(500), nullable=False, server_default=""))
        period.create_foreign_key(op.f("fk_award_period_changed_by"), "person", ["changed_by"], ["id"])
        period.create_foreign_key(op.f("fk_award_period_approved_by"), "person", ["approved_by"], ["id"])
        period.create_check_constraint(op.f("ck_award_period_origin"), "origin IN ('evidence', 'manual')")
        period.create_check_constraint(
            op.f("ck_award_period_change"),
            "change IN ('awarded', 'extended', 'deferred', 'shortened', 'revoked', 'reinstated')",
        )
    _tell_changes_from_each_other()
    with op.batch_alter_table("award_period") as period:
        period.alter_column("changed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        for name in ("origin", "change", "change_reason"):
            period.alter_column(name, server_default=None)


def _tell_changes_from_each_other() -> None:
    """Until now the only change was a revocation, at the moment that the row names."""
    op.execute("UPDATE award_period SET changed_at = COALESCE(revoked_at, certified_at)")
    op.execute("UPDATE award_period SET change = 'revoked' WHERE revoked_at IS NOT NULL")


def _certificates() -> None:
    op.create_table(
        "signing_key",
        _id(),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        _at("created_at"),
        _at("retired_at", nullable=True),
        sa.CheckConstraint("kind IN ('pdf', 'badge')", name=op.f("ck_signing_key_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
    )
    _partial("uq_signing_key_one_live", "signing_key", ["kind"], "retired_at IS NULL", unique=True)
    with op.batch_alter_table("certificate") as certificate:
        certificate.drop_constraint(op.f("uq_certificate_award_period_id"), type_="unique")
        certificate.add_column(
            sa.Column("issue_reason", sa.String(40), nullable=False, server_default="first")
        )
        certificate.add_column(
            sa.Column("is_current", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        certificate.add_column(sa.Column("superseded_by_id", sa.Integer(), nullable=True))
        certificate.add_column(sa.Column("design_hash", sa.String(64), nullable=False, server_default=""))
        certificate.add_column(sa.Column("key_id", sa.Integer(), nullable=True))
        certificate.create_foreign_key(
            op.f("fk_certificate_superseded_by_id"), "certificate", ["superseded_by_id"], ["id"]
        )
        certificate.create_foreign_key(op.f("fk_certificate_key_id"), "signing_key", ["key_id"], ["id"])
        certificate.create_check_constraint(
            op.f("ck_certificate_issue_reason"),
            "issue_reason IN ('first', 'name_changed', 'details_changed')",
        )
    with op.batch_alter_table("certificate") as certificate:
        for name in ("issue_reason", "is_current", "design_hash"):
            certificate.alter_column(name, server_default=None)
    _partial("uq_certificate_one_current", "certificate", ["award_period_id"], "is_current", unique=True)
    op.create_index("ix_certificate_period", "certificate", ["award_period_id"])


def _companies() -> None:
    with op.batch_alter_table("company") as company:
        company.add_column(sa.Column("logo", sa.String(64), nullable=True))
        company.create_foreign_key(op.f("fk_company_logo"), "stored_file", ["logo"], ["sha256"])


def _people() -> None:
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("proof_name", sa.String(40), nullable=False, server_default="full"))
        person.create_check_constraint(
            op.f("ck_person_proof_name"), "proof_name IN ('full', 'masked', 'withheld')"
        )
    with op.batch_alter_table("person") as person:
        person.alter_column("proof_name", server_default=None)
    op.create_table(
        "notice_setting",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        _foreign("notice_setting", "person_id", "person"),
        sa.PrimaryKeyConstraint("person_id", "kind", name=op.f("pk_notice_setting")),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _at(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, other: str, key: str = "id") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.{key}"], name=op.f(f"fk_{table}_{column}"))


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(
        name, table, columns, unique=unique, postgresql_where=sa.text(where), sqlite_where=sa.text(where)
    )


def _records() -> None:
    op.create_table(
        "award_history",
        _id(),
        sa.Column("period_id", sa.Integer(), nullable=False),
        _at("until_at"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("grace_until", sa.Date(), nullable=True),
        sa.Column("window_opens_on", sa.Date(), nullable=True),
        _at("revoked_at", nullable=True),
        sa.Column("revoked_class", sa.String(40), nullable=True),
        sa.Column("change", sa.String(40), nullable=False),
        _at("changed_at"),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("change_reason", sa.String(500), nullable=False),
        sa.CheckConstraint("until_at >= changed_at", name=op.f("ck_award_history_in_order")),
        _foreign("award_history", "period_id", "award_period"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_history")),
    )
    op.create_index("ix_award_history_period", "award_history", ["period_id", "until_at"])
    op.create_index(op.f("ix_award_history_until_at"), "award_history", ["until_at"])
    op.create_table(
        "decision_request",
        _id(),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("certification_key", sa.String(60), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        _at("asked_at"),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        _at("decided_at", nullable=True),
        sa.Column("verdict", sa.String(40), nullable=True),
        sa.CheckConstraint(
            "kind IN ('award', 'extend', 'defer', 'revoke', 'reinstate')",
            name=op.f("ck_decision_request_kind"),
        ),
        sa.CheckConstraint(
            "verdict IS NULL OR verdict IN ('approved', 'refused')", name=op.f("ck_decision_request_verdict")
        ),
        sa.CheckConstraint(
            "(verdict IS NULL) = (decided_at IS NULL)", name=op.f("ck_decision_request_decided_with_verdict")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> asked_by", name=op.f("ck_decision_request_second_person")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_decision_request_has_a_reason")),
        _foreign("decision_request", "person_id", "person"),
        _foreign("decision_request", "period_id", "award_period"),
        _foreign("decision_request", "asked_by", "person"),
        _foreign("decision_request", "decided_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_request")),
    )
    _partial(
        "uq_decision_request_one_open",
        "decision_request",
        ["person_id", "certification_key", "kind"],
        "verdict IS NULL",
        unique=True,
    )
    _partial("ix_decision_request_open", "decision_request", ["asked_at"], "verdict IS NULL")
    op.create_index("ix_decision_request_person", "decision_request", ["person_id", "id"])
    op.create_table(
        "given_evidence",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("certification_key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("reference", sa.String(300), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=True),
        sa.Column("given_by", sa.Integer(), nullable=False),
        _at("given_at"),
        _at("withdrawn_at", nullable=True),
        sa.CheckConstraint(
            "kind IN ('external', 'attestation', 'pitch')", name=op.f("ck_given_evidence_kind")
        ),
        _foreign("given_evidence", "person_id", "person"),
        _foreign("given_evidence", "sha256", "stored_file", "sha256"),
        _foreign("given_evidence", "given_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_evidence")),
    )
    op.create_index("ix_given_evidence_person", "given_evidence", ["person_id", "certification_key"])
    op.create_table(
        "badge",
        _id(),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        _at("issued_at"),
        _foreign("badge", "period_id", "award_period"),
        _foreign("badge", "key_id", "signing_key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
        sa.UniqueConstraint("period_id", name=op.f("uq_badge_period_id")),
        sa.UniqueConstraint("status_index", name=op.f("uq_badge_status_index")),
    )
    op.create_table(
        "proof_check",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "state", name=op.f("pk_proof_check")),
    )
    op.create_table(
        "company_proof",
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("opened_by", sa.Integer(), nullable=False),
        _at("opened_at"),
        _at("closed_at", nullable=True),
        _foreign("company_proof", "company_id", "company"),
        _foreign("company_proof", "opened_by", "person"),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_proof")),
        sa.UniqueConstraint("token", name=op.f("uq_company_proof_token")),
    )
    op.create_table(
        "calendar_link",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _at("created_at"),
        _at("revoked_at", nullable=True),
        _foreign("calendar_link", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_link_token_hash")),
    )
    op.create_index(op.f("ix_calendar_link_person_id"), "calendar_link", ["person_id"])


def _triggers() -> None:
    """A change of dates or of the revocation leaves what was said before; and that is not edited."""
    watched = ("valid_from", "valid_until", "grace_until", "window_opens_on", "revoked_at", "revoked_class")
    if op.get_bind().dialect.name == "sqlite":
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in watched)
        op.execute(
            f"CREATE TRIGGER award_period_history AFTER UPDATE ON award_period WHEN {changed} BEGIN {HISTORY}; END"
        )
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER award_history_no_{verb.lower()} BEFORE {verb} ON award_history "
                "BEGIN SELECT RAISE(ABORT, 'award_history is append-only'); END"
            )
        return
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in watched)
    op.execute(
        f"CREATE FUNCTION award_history() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {HISTORY}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER award_period_history AFTER UPDATE ON award_period FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION award_history()"
    )
    op.execute(
        "CREATE TRIGGER award_history_append_only BEFORE UPDATE OR DELETE ON award_history "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER award_history_no_truncate BEFORE TRUNCATE ON award_history "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    raise NotImplementedError("facts of certifications are not thrown away; restore the backup instead")
