"""Facts cannot be edited, entries balance, and text can be searched in English and Thai."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FACTS = (
    "audit_entry",
    "ledger_entry",
    "posting",
    "publication",
    "question_version",
    "item_completion",
    "acknowledgement",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def _sqlite() -> None:
    for table in FACTS:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
    op.execute(
        "CREATE VIRTUAL TABLE search_passage_fts USING fts5("
        "text, content='search_passage', content_rowid='id', tokenize='trigram')"
    )
    op.execute(
        "CREATE TRIGGER search_passage_added AFTER INSERT ON search_passage BEGIN "
        "INSERT INTO search_passage_fts(rowid, text) VALUES (new.id, new.text); END"
    )
    op.execute(
        "CREATE TRIGGER search_passage_gone AFTER DELETE ON search_passage BEGIN "
        "INSERT INTO search_passage_fts(search_passage_fts, rowid, text) VALUES ('delete', old.id, old.text); END"
    )


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in FACTS:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE FUNCTION entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF (SELECT sum(amount) FROM posting WHERE entry_id = NEW.entry_id) <> 0 THEN "
        "RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry_id; END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE CONSTRAINT TRIGGER posting_balances AFTER INSERT ON posting "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entry_balances()"
    )
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX ix_search_passage_text ON search_passage USING gin (text gin_trgm_ops)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in FACTS:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        op.execute("DROP TRIGGER search_passage_added")
        op.execute("DROP TRIGGER search_passage_gone")
        op.execute("DROP TABLE search_passage_fts")
        return
    for table in FACTS:
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
    op.execute("DROP TRIGGER posting_balances ON posting")
    op.execute("DROP FUNCTION entry_balances()")
    op.execute("DROP FUNCTION refuse_change()")
    op.execute("DROP INDEX ix_search_passage_text")
