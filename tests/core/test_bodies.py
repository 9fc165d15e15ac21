"""Bodies of requests: a form may be large, but not so large that taking it apart stops the site."""

import io

import pytest

FORM = "application/x-www-form-urlencoded"
MIB = 1024 * 1024


@pytest.mark.parametrize(("mebibytes", "code"), [(1, 303), (3, 413), (40, 413)])
def test_a_form_without_files_may_have_two_mebibytes(client, mebibytes, code):
    body = "language=en&" + "a=1&" * (mebibytes * MIB // 4)
    assert client.post("/language", data=body, content_type=FORM).status_code == code


@pytest.mark.parametrize(("mebibytes", "code"), [(3, 303), (33, 413)])
def test_a_form_with_files_may_have_thirty_two(client, mebibytes, code):
    form = {"language": "en", "file": (io.BytesIO(bytes(mebibytes * MIB)), "film.mp4")}
    assert client.post("/language", data=form).status_code == code


@pytest.mark.parametrize(("announced", "read"), [(MIB, MIB), (33 * MIB, MIB), (5 * 1024 * MIB, 0)])
def test_the_rest_of_a_body_is_read_before_the_answer_unless_it_is_far_too_large(app, announced, read):
    body = io.BytesIO(bytes(MIB))
    sent = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": str(announced)}
    with app.test_request_context("/nowhere", method="POST", environ_overrides=sent):
        app.process_response(app.make_response("no"))
    assert body.tell() == read


def test_where_the_server_sets_no_end_nothing_is_read_beyond_the_form(app):
    body = io.BytesIO(bytes(MIB))
    sent = {"wsgi.input": body, "CONTENT_LENGTH": str(MIB)}
    with app.test_request_context("/nowhere", method="POST", environ_overrides=sent):
        app.process_response(app.make_response("no"))
    assert body.tell() == 0
