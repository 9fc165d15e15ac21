"""A field: label, hint, error and control tied together for eyes and ears."""

from html.parser import HTMLParser

import pytest
from flask import render_template_string

from app.web.styleguide import sample_form

PAGE = '{% from "components/field.html" import field %}{% from "components/form.html" import form as f %}'


class Elements(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, text):
        super().__init__()
        self.seen = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def one(self, tag, **wanted):
        (found,) = [a for t, a in self.seen if t == tag and all(a.get(k) == v for k, v in wanted.items())]
        return found

    def ids(self):
        return [a["id"] for _, a in self.seen if "id" in a]


@pytest.fixture
def render(app):
    def _render(source, **values):
        with app.test_request_context("/"):
            return render_template_string(PAGE + source, form=sample_form(), **values)

    return _render


def test_an_error_stands_between_label_and_control_and_is_tied_to_it(render):
    page = render("{{ field(form.verify_by) }}")
    assert page.index("<label") < page.index("is past") < page.index("<input")
    control = Elements(page).one("input", id="verify_by")
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "verify_by-error"
    assert "verify_by-error" in Elements(page).ids()


def test_a_hint_is_tied_too_and_attributes_reach_the_control(render):
    page = Elements(render("{{ field(form.company, autocomplete='organization') }}"))
    control = page.one("input", id="company")
    assert control["aria-describedby"] == "company-hint"
    assert control["autocomplete"] == "organization"
    assert control["class"] == "form-control"
    assert "aria-invalid" not in control


@pytest.mark.parametrize(("name", "kind"), [("audience", "radio"), ("notices", "checkbox")])
def test_choices_are_a_fieldset_with_its_question_as_legend(render, name, kind):
    page = Elements(render("{{ field(form[name]) }}", name=name))
    assert page.one("fieldset")["id"] == name
    assert any(tag == "legend" for tag, _ in page.seen)
    assert [a["type"] for tag, a in page.seen if tag == "input"] == [kind, kind]
    assert len(set(page.ids())) == len(page.ids())


def test_a_switch_says_that_it_is_one(render):
    assert Elements(render("{{ field(form.thai, switch=true) }}")).one("input")["role"] == "switch"


def test_two_errors_are_listed_on_top_with_links(render):
    page = render("{% call f('/save', form, submit='Save') %}{{ field(form.verify_by) }}{% endcall %}")
    top = page[: page.index("<label")]
    assert "2 things to mend" in top
    assert 'href="#verify_by"' in top and 'href="#terms"' in top
    assert 'name="csrf_token"' in top


def test_what_people_typed_is_escaped(render):
    page = render("{{ field(f2) }}", f2=_with_company('"><script>x</script>'))
    assert "<script>" not in page


def _with_company(value):
    form = sample_form()
    form.company.data = value
    return form.company
