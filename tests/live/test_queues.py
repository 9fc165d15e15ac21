"""The outbox is drained through each kind of queue; without any, nothing is lost."""

import os
import threading
from contextlib import contextmanager

import psycopg
import pytest

from app.core import jobs
from app.core.queue import make_queue
from app.people.services import request_reset
from tests.factories import people
from tests.live.site import wait_for
from tools.services import free_port, postgresql, redis_server

pytestmark = pytest.mark.live
DONE = "outbox_job WHERE name = :n AND done_at IS NOT NULL"
SEARCHES, MAILS = {"n": "people.open_reset"}, {"n": "people.mail_link"}
LINKS = "mailed_link WHERE purpose = 'password_reset'"


@pytest.fixture(scope="module")
def redis_url():
    with redis_server() as url:
        if not url:
            pytest.skip("no Redis")
        yield url


@pytest.fixture
def postgresql_url():
    """An empty database on whatever server there is."""
    with postgresql() as server:
        if not server:
            pytest.skip("no PostgreSQL")
        name = f"kru_queue_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
            yield f"{server.rpartition('/')[0]}/{name}"
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def server(live):
    """The server under way, to be started again with other settings."""
    return {"process": live.processes[0]}


def restart(live, server, **settings):
    live.end(server["process"])
    server["process"] = live.start_server(**settings)


def new_email(live):
    with live.app.app_context():
        return people.rep().email


def ask_for_a_link(live):
    """A web request that owes a job, whose job owes another one."""
    answer = live.browser().fill_in("/forgot-password", email=new_email(live))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/forgot-password?sent=1")


def a_request_is_served_within_seconds(live, server, jobs_url):
    restart(live, server, KRU_JOBS_URL=jobs_url)
    worker = live.start_worker(KRU_JOBS_URL=jobs_url)
    links = live.count(LINKS)
    for number, seconds in (
        (1, 30),
        (2, 5),
    ):  # what the worker finds when it starts, and what it is woken for
        ask_for_a_link(live)
        wait_for(lambda n=links + number: live.count(LINKS) == n == live.count(DONE, **MAILS), seconds)
    live.end(worker)
    assert live.complaints() == []


def test_jobs_are_done_within_seconds_through_a_file(live, server):
    a_request_is_served_within_seconds(live, server, "")


@pytest.mark.redis
def test_jobs_are_done_within_seconds_through_redis(live, server, redis_url):
    a_request_is_served_within_seconds(live, server, redis_url)


def test_jobs_are_done_within_seconds_through_postgresql(live, server, postgresql_url):
    a_request_is_served_within_seconds(live, server, postgresql_url)


@pytest.mark.parametrize(
    "scheme", ["redis://127.0.0.1:{port}/0", "postgresql://postgres@127.0.0.1:{port}/kru"]
)
def test_without_the_queues_server_requests_succeed_and_jobs_wait_for_the_worker(live, server, scheme):
    nowhere = scheme.format(port=free_port())
    restart(live, server, KRU_JOBS_URL=nowhere)
    done = live.count(DONE, **SEARCHES)
    ask_for_a_link(live)
    assert live.count("outbox_job WHERE done_at IS NULL AND attempts = 0") == 1
    assert "queue not reachable" in live.said()
    live.command("jobs", "drain", KRU_JOBS_URL=nowhere)
    assert live.count(DONE, **SEARCHES) == done + 1
    assert live.count("outbox_job WHERE done_at IS NULL") == 0
    (live.folder / "said.log").unlink()


def test_processes_that_start_together_make_the_queues_tables_once(live, postgresql_url):
    start, wrong = threading.Barrier(8), []

    def one():
        start.wait()
        try:
            make_queue(postgresql_url, live.folder).pending_count()
        except psycopg.Error as problem:
            wrong.append(problem)

    threads = [threading.Thread(target=one) for _n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_two_workers_do_each_job_once(live):
    before = live.count(LINKS)
    with live.app.app_context():
        for _n in range(40):
            request_reset(people.rep().email)
    workers = [live.start_worker() for _n in range(2)]
    wait_for(lambda: live.count("outbox_job WHERE done_at IS NULL") == 0, 40)
    for worker in workers:
        live.end(worker)
    assert live.count(LINKS) == before + 40
    assert live.count("outbox_job WHERE attempts <> 1") == 0
    assert live.complaints() == []


@contextmanager
def a_broken_mail(monkeypatch):
    with monkeypatch.context() as broken:

        def refuse(*_args):
            raise ConnectionError("the mail server is on fire")

        broken.setattr("app.core.mail.file_away", refuse)
        yield


def test_what_always_fails_is_tried_in_growing_pauses_then_given_up_until_somebody_asks(live, monkeypatch):
    from app.core.mail import send_later
    from app.core.models import OutboxJob

    with live.app.app_context():
        send_later("ploy@example.com", "Hello", "…", key="on-fire")
    pauses = []
    with a_broken_mail(monkeypatch), live.app.app_context():
        from sqlalchemy import select, update

        from app.core import clock
        from app.core.db import db, transaction

        mail = select(OutboxJob).where(OutboxJob.key == "mail:on-fire")
        while (row := db.session.scalars(mail).one()).failed_at is None:
            assert jobs.drain() == 1
            db.session.expire_all()
            row = db.session.scalars(mail).one()
            pauses.append((row.due_at - clock.now()).total_seconds())
            assert jobs.drain() == 0  # it is not due before its pause is over
            with transaction() as session:
                session.execute(update(OutboxJob).values(due_at=row.created_at))
            db.session.expire_all()
        assert (row.attempts, row.error) == (8, "ConnectionError: the mail server is on fire")
    assert all(0.75 * 15 * 2**n < pause < 1.25 * 15 * 2**n for n, pause in enumerate(pauses))
    assert jobs_done(live) == 0

    assert live.command("jobs", "drain").startswith("0")
    assert live.command("jobs", "retry") == "1 jobs are due again.\n"
    assert live.command("jobs", "drain").startswith("1")
    assert jobs_done(live) == 1
    assert "Hello" in (live.folder / "instance" / "mail" / "on-fire.eml").read_text()


def jobs_done(live):
    return live.count("outbox_job WHERE key = 'mail:on-fire' AND done_at IS NOT NULL")
