"""The real nginx with deploy/nginx.conf in front of the server; only addresses and paths are other ones."""

import hashlib
import os
import re
import shutil
import socket
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import requests

from app.core import clock
from app.core.storage import file_key, keep
from app.learning.services import enrol
from config import ROOT
from tests.factories import catalogue, people
from tests.live.browser import Browser
from tests.live.site import Site, wait_for
from tools.services import free_port

pytestmark = [pytest.mark.live, pytest.mark.nginx]
CONF = ROOT / "deploy" / "nginx.conf"
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8192
HOST = "127.0.0.1"


def plain(conf: str, *, port: int, upstream: int, storage: Path) -> str:
    """The delivered configuration over plain http: its addresses and paths replaced, nothing else touched."""
    redirect = re.compile(r"server \{\s+listen 80;.*?\n\}\n", re.S)
    assert redirect.search(conf)
    conf = redirect.sub("", conf)
    for pattern, value in (
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{upstream};"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        (r"server_name kru\.example\.com;", f"server_name {HOST};"),
        (r"alias /var/lib/kru/storage/;", f"alias {storage}/;"),
        (r" *ssl_\w+ .*;\n", ""),
    ):
        conf, found = re.subn(pattern, value, conf)
        assert found, f"{pattern} is not in nginx.conf"
    return conf


MAIN = """
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
worker_processes 1;
daemon off;
{user}
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/kru.conf;
}}
"""


class Front:
    """nginx and what stands behind it."""

    def __init__(self, site: Site, port: int, folder: Path) -> None:
        self.site = site
        self.folder = folder
        self.port = port
        self.base = f"http://{HOST}:{port}"

    def browser(self) -> Browser:
        return Browser(self.base)

    def browser_of(self, person_id: int) -> Browser:
        return Browser(self.base, self.site.cookie_of(person_id))

    def errors(self) -> str:
        return (self.folder / "error.log").read_text()


@pytest.fixture(scope="module")
def front(tmp_path_factory):
    binary = os.environ.get("KRU_TEST_NGINX") or shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not binary:
        pytest.skip("no nginx")
    folder = tmp_path_factory.mktemp("nginx")
    site = Site(folder, f"live_nginx_{os.getpid()}", KRU_PROXY_HOPS="1", KRU_ACCEL_PREFIX="/stored")
    port = free_port()
    storage = folder / "instance" / "storage"
    conf = plain(CONF.read_text(), port=port, upstream=site.port, storage=storage)
    (folder / "kru.conf").write_text(conf)
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    site.migrate()
    site.start_server()
    nginx = subprocess.Popen([binary, "-p", str(folder), "-c", str(folder / "nginx.conf")])
    try:
        wait_for(lambda: _listens(port), 10)
        yield Front(site, port, folder)
    finally:
        nginx.terminate()
        nginx.wait(10)
        site.stop()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) == 0


def test_the_sign_in_page_and_its_style_sheet_come_through(front):
    page = front.browser().get("/sign-in")
    assert page.status_code == 200 and "</form>" in page.text
    sheet = page.text.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
    answer = front.browser().get(sheet)
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert "nginx/" not in page.headers.get("Server", "")


def test_people_sign_in_through_it(front):
    with front.site.app.app_context():
        email = people.rep().email
    browser = front.browser()
    answer = browser.fill_in("/sign-in", email=email, password=people.PASSWORD, next="")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert browser.get("/account").status_code == 200


def test_the_clients_address_is_the_one_nginx_saw_whatever_the_client_claims(front):
    """Five requests a minute and address in each of two processes: claiming other addresses does not help."""

    def ask(base, claimed):
        browser = Browser(base, address="127.0.0.8")
        browser.headers["X-Forwarded-For"] = claimed
        return browser.fill_in("/forgot-password", email="nobody@example.com").status_code

    through_nginx = [ask(front.base, f"203.0.113.{number}") for number in range(24)]
    assert set(through_nginx) == {303, 429}
    assert through_nginx.count(303) <= 10
    other_clients = [ask(front.site.base, f"198.51.100.{number}") for number in range(24)]
    assert set(other_clients) == {303}


def test_a_body_that_is_too_large_is_refused_unread(front):
    with closing(socket.create_connection((HOST, front.port), timeout=10)) as connection:
        connection.sendall(
            f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {5 * 1024**3}\r\n\r\n".encode()
        )
        assert b" 413 " in connection.recv(4096).split(b"\r\n", 1)[0]


@pytest.mark.parametrize(
    ("path", "mebibytes", "times", "code"),
    [("/language", 32.5, 3, 413), ("/language", 3, 15, 413), ("/nowhere", 1, 20, 404)],
)
def test_an_answer_that_comes_before_the_body_was_read_still_arrives(front, path, mebibytes, times, code):
    body = b"x" * int(mebibytes * 1024 * 1024)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answers = [front.browser().post(path, data=body, headers=headers) for _n in range(times)]
    assert {answer.status_code for answer in answers} == {code}
    assert all("</main>" in answer.text for answer in answers)


@pytest.fixture(scope="module")
def film(front):
    """A rep with a film, and its address."""
    with front.site.app.app_context():
        sha256 = keep(FILM, "video/mp4")
        catalogue.publish_course(
            "leads", catalogue.video(media=catalogue.File(sha256, "video/mp4", "film.mp4"))
        )
        person = people.rep()
        enrol(person.id, "leads", now=clock.now())
        return person.id, f"/learn/leads/film/files/{sha256}/film.mp4", sha256


def test_nginx_sends_films_in_ranges_to_who_may_see_them(front, film):
    person_id, address, sha256 = film
    browser = front.browser_of(person_id)
    whole = browser.get(address)
    assert hashlib.sha256(whole.content).hexdigest() == sha256
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = browser.get(address, headers={"Range": "bytes=4-11"})
    assert (part.status_code, part.content) == (206, b"ftypmp42")
    assert part.headers["Content-Range"] == f"bytes 4-11/{len(FILM)}"
    end = browser.get(address, headers={"Range": "bytes=-256"})
    assert end.content == bytes(range(256))
    # these are nginx's bytes: the server itself answers with the address alone
    inside = front.site.browser_of(person_id).get(address)
    assert inside.content == b"" and inside.headers["X-Accel-Redirect"] == f"/stored/{file_key(sha256)}"
    assert "X-Accel-Redirect" not in whole.headers


def test_files_from_nginx_carry_the_headers_of_kru(front, film):
    person_id, address, _sha256 = film
    answer = front.browser_of(person_id).get(address)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "private, max-age=3600"


def test_stored_files_are_not_reachable_from_outside(front, film):
    person_id, address, sha256 = film
    for browser in (front.browser(), front.browser_of(person_id)):
        for path in (f"/stored/{file_key(sha256)}", f"/stored/../stored/{file_key(sha256)}", "/stored/"):
            request = requests.Request("GET", front.base + path).prepare()
            request.url = front.base + path
            assert browser.send(request, timeout=10).status_code == 404
    assert front.browser().get(address).headers["Location"].startswith("/sign-in")
    with front.site.app.app_context():
        stranger = people.rep().id
    assert front.browser_of(stranger).get(address).status_code == 404


def test_another_host_is_refused(front):
    answer = requests.get(f"{front.base}/sign-in", headers={"Host": "evil.example"}, timeout=10)
    assert answer.status_code == 400 and "evil.example" not in answer.text
    claimed = requests.get(f"{front.base}/sign-in", headers={"X-Forwarded-Host": "evil.example"}, timeout=10)
    assert claimed.status_code == 200 and "evil.example" not in claimed.text


def test_a_connection_that_is_kept_open_is_never_found_dead(front):
    """nginx gives its idle connections up before gunicorn does, or a form sent just then would be lost."""
    import importlib.util

    spec = importlib.util.spec_from_file_location("gunicorn_conf", ROOT / "deploy" / "gunicorn.conf.py")
    settings = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(settings)
    [seconds] = re.findall(r"upstream kru \{[^}]*keepalive_timeout (\d+)s;", CONF.read_text())
    assert int(seconds) < settings.keepalive


def test_a_flood_of_sign_ins_is_answered_with_429(front):
    flood = Browser(front.base, address="127.0.0.9")
    codes = [flood.get("/sign-in").status_code for _n in range(60)]
    assert set(codes) == {200, 429}
    assert codes[-1] == 429
    assert front.browser().get("/sign-in").status_code == 200  # others are not slowed
