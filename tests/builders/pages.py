"""Forms as a browser would send them: the values that a page was drawn with."""

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient


def form_values(client: FlaskClient, url: str, selector: str = "main form") -> dict[str, str]:
    """What a form of a page holds, its hidden fields included; blank rows are left out."""
    return {name: values[-1] for name, values in form_lists(client, url, selector).items()}


def form_lists(client: FlaskClient, url: str, selector: str) -> dict[str, list[str]]:
    """The same with every value of a name, such as all ticked boxes."""
    soup = BeautifulSoup(client.get(url).text, "html.parser")
    form = soup.select_one(selector)
    assert form is not None, f"{url} has no {selector}"
    values: dict[str, list[str]] = {}
    for one in form.select("input, textarea, select"):
        name = one.get("name")
        if not isinstance(name, str) or one.find_parent("template") or not _sent(one):
            continue
        values.setdefault(name, []).append(_value(one))
    return values


def _sent(one: Tag) -> bool:
    kind = one.get("type")
    return kind not in {"checkbox", "radio", "file"} or one.has_attr("checked")


def _value(one: Tag) -> str:
    if one.name == "select":
        chosen = one.select_one("option[selected]") or one.select_one("option")
        return str(chosen["value"]) if chosen else ""
    if one.name == "textarea":
        return one.text.strip("\n")
    return str(one.get("value", "on"))
