"""The page: one file, both languages, no network, nothing a title could smuggle in."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from engine.present.show import show

from .test_show import everywhere, of, workspace
from .test_show_drawing import spoilt

VOID = frozenset({"meta", "input", "br", "link", "img"})


class Page(HTMLParser):
    """What a browser would find: tags in order, attributes, texts, and whether all is closed."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def attributes(self, name: str) -> list[str]:
        """Return every value of an attribute."""
        return [value for _, found in self.tags if (value := found.get(name)) is not None]


@pytest.mark.parametrize(("where", "stage"), everywhere(), ids=lambda name: name or "shipped")
def test_a_page_is_whole(where: str, stage: str) -> None:
    """Every tag is closed, every id is one, every link leads somewhere on the page."""
    page = Page(show(of(where), stage, "html", "zh"))
    assert page.open == []
    ids = page.attributes("id")
    assert sorted(set(ids)) == sorted(ids)
    links = [value for value in page.attributes("href") if value is not None]
    assert links
    assert [link for link in links if not (link[0] == "#" and link[1:] in ids)] == []


def test_a_page_needs_nothing_but_itself() -> None:
    """Nothing is fetched and nothing runs: the browser is told so as well."""
    markup = show(workspace("contract"), "contract", "html", "en")
    page = Page(markup)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object"} == set()
    assert page.attributes("src") == []
    assert [name for _, found in page.tags for name in found if name.startswith("on")] == []
    assert markup.replace("http://www.w3.org/2000/svg", "").count("http") == markup.count("http-")
    assert any("default-src 'none'" in value for value in page.attributes("content"))


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_both_languages_are_there_and_one_is_shown(lang: str, other: str) -> None:
    """The switch is a pair of radio buttons; the style sheet does the rest."""
    markup = show(workspace("contract"), "contract", "html", "zh" if lang == "zh" else "en")
    page = Page(markup)
    radios = {found["id"]: "checked" in found for tag, found in page.tags if tag == "input"}
    assert radios == {f"{lang}-on": True, f"{other}-on": False}
    assert [found["class"] for tag, found in page.tags if tag == "main"] == ["zh", "en"]
    hidden = [f"#{side}-on:not(:checked)~main.{side}" for side in ("zh", "en")]
    assert f"{','.join(hidden)}{{display:none}}" in markup


def test_a_page_holds_drawing_tables_and_document() -> None:
    """Everything `show` knows of a stage in one place."""
    page = Page(show(workspace("contract"), "contract", "html", "en"))
    tags = [tag for tag, _ in page.tags]
    assert (tags.count("svg"), tags.count("table")) == (2, 6)
    text = "".join(page.texts)
    for part in ("Touchpoints and deadlines", "Documents", "Silence, escalation and recovery"):
        assert text.count(part) == 2, part
    assert "Process owner: ____" in text


def test_what_people_write_stays_text_on_the_page() -> None:
    """X13: a title with a script is shown, never run."""
    page = Page(show(spoilt(), "fulfillment", "html", "zh"))
    assert "script" not in {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script>" in "".join(page.texts)
