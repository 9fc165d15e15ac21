"""Files in a bucket: the same application with KRU_STORAGE=s3, against a server that speaks S3."""

import hashlib
import os
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
import requests
from moto.server import ThreadedMotoServer

from app.certification.jobs import issue_certificate
from app.core.jobs import enqueue
from app.core.storage import file_key, keep, storage
from app.flows.start_quiz import enrol
from tests.factories import catalogue, certification, people
from tests.live.site import running_site, wait_for

pytestmark = pytest.mark.live
KEYS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 4096
WORDS = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\nA lead gets lost on a Friday.\n"
"""Subtitles."""


@pytest.fixture(scope="module")
def endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(scope="module")
def site(tmp_path_factory, endpoint):
    with pytest.MonkeyPatch.context() as patch:
        for name, value in KEYS.items():
            patch.setenv(name, value)
        boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="kru")
        settings = {
            "KRU_STORAGE": "s3",
            "KRU_S3_BUCKET": "kru",
            "KRU_S3_ENDPOINT": endpoint,
            "KRU_S3_REGION": "us-east-1",
        }
        with running_site(tmp_path_factory.mktemp("s3"), f"live_s3_{os.getpid()}", **settings) as site:
            yield site


def test_bytes_are_kept_once_and_read_again(site):
    with site.app.app_context():
        assert keep(FILM, "video/mp4") == keep(FILM, "video/mp4") == hashlib.sha256(FILM).hexdigest()
        key = file_key(hashlib.sha256(FILM).hexdigest())
        assert storage().read(key) == FILM
        assert storage().exists(key)
        assert storage().path(key) is None
    assert site.count("stored_file WHERE size = :s", s=len(FILM)) == 1


def test_what_is_not_there_is_said_so(site):
    with site.app.app_context():
        assert not storage().exists("files/no/such")
        with pytest.raises(FileNotFoundError, match="files/no/such"):
            storage().read("files/no/such")


def test_a_link_gives_ranges_without_a_key_and_names_the_download(site):
    with site.app.app_context():
        key = file_key(keep(FILM, "video/mp4"))
        link = storage().link(key, download_as='ใบรับรอง "1".pdf', media_type="application/pdf")
        plain = storage().link(key)
    part = requests.get(plain, headers={"Range": "bytes=4-11"}, timeout=10)
    assert (part.status_code, part.content) == (206, b"ftypmp42")
    assert parse_qs(urlsplit(plain).query)["X-Amz-Expires"] == ["300"]
    whole = requests.get(link, timeout=10)
    assert whole.headers["Content-Type"] == "application/pdf"
    assert whole.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E0%B9%83")


@pytest.fixture(scope="module")
def lesson(site):
    """A rep in a course whose film and captions are in the bucket: (person, address of the film, of the captions)."""
    with site.app.app_context():
        film, words = keep(FILM, "video/mp4"), keep(WORDS, "text/vtt")
        video = catalogue.video(
            media=catalogue.File(film, "video/mp4", "film.mp4"),
            captions={lang: catalogue.File(words, "text/vtt", f"film.{lang}.vtt") for lang in ("en", "th")},
        )
        catalogue.publish_course("leads", video)
        person = people.rep()
        from app.core import clock

        enrol(person.id, "leads", now=clock.now())
        files = "/learn/leads/film/files"
        return person.id, f"{files}/{film}/film.mp4", f"{files}/{words}/film.en.vtt"


def test_a_film_is_sent_by_the_bucket_to_who_may_see_it_and_to_nobody_else(site, endpoint, lesson):
    person_id, film, _captions = lesson
    answer = site.browser_of(person_id).get(film)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"{endpoint}/kru/files/")
    assert answer.headers["Cache-Control"] == "no-store"
    part = requests.get(answer.headers["Location"], headers={"Range": "bytes=-256"}, timeout=10)
    assert (part.status_code, part.content) == (206, bytes(range(256)))
    assert part.headers["Content-Type"] == "video/mp4"
    with site.app.app_context():
        stranger = people.rep().id
    assert site.browser_of(stranger).get(film).status_code == 404
    assert site.browser().get(film).headers["Location"].startswith("/sign-in")


def test_captions_come_from_the_site_itself_as_browsers_demand(site, lesson):
    person_id, _film, captions = lesson
    answer = site.browser_of(person_id).get(captions)
    assert (answer.status_code, answer.content) == (200, WORDS)
    assert answer.headers["Content-Type"].startswith("text/vtt")


def test_pages_allow_films_and_pictures_from_the_bucket_and_scripts_from_nowhere_else(site, endpoint, lesson):
    page = site.browser_of(lesson[0]).get("/learn/leads/film")
    policy = dict(part.strip().split(" ", 1) for part in page.headers["Content-Security-Policy"].split(";"))
    assert endpoint in policy["media-src"] and endpoint in policy["img-src"]
    assert endpoint not in policy["script-src"] + policy["connect-src"] + policy["default-src"]


def test_a_certificate_is_made_into_the_bucket_and_downloaded_by_its_holder(site):
    with site.app.app_context():
        certification.publish_certification()
        holder = people.rep(name="Ploy Srisuwan")
        period_id, holder_id = certification.period(holder).id, holder.id
        enqueue(issue_certificate, key=f"certificate:{period_id}", period_id=period_id)
    worker = site.start_worker()
    wait_for(lambda: site.count("certificate WHERE issued_at IS NOT NULL"), 30)
    site.end(worker)
    [(code, sha256)] = site.rows("SELECT code, sha256 FROM certificate")
    answer = site.browser_of(holder_id).get(f"/certificates/{code}.pdf")
    paper = requests.get(answer.headers["Location"], timeout=10)
    assert hashlib.sha256(paper.content).hexdigest() == sha256
    assert paper.headers["Content-Disposition"] == f"attachment; filename=certificate-{code}.pdf"
    assert not (site.folder / "instance" / "storage").exists()
    assert site.complaints() == []
