"""Files that nobody should send, by family. Each is made when it is asked for; some are large."""

from collections.abc import Callable, Mapping

from tests.builders.hostile import packages, pages, papers, pictures

Maker = Callable[[], bytes]
FAMILIES: Mapping[str, Mapping[str, Maker]] = {
    "packages": packages.PACKAGES,
    "markup in packages": packages.MARKUP,
    "web pages": pages.PAGES,
    "pictures": pictures.PICTURES,
    "papers": papers.PAPERS,
    "viruses": pages.VIRUSES,
}
# Taken, since phones make such pictures: what is shown of them is drawn anew.
DEFUSED = {"page_inside.jpg", "page_behind.jpg", "page_in_text.png", "page_behind.webp"}
ALL = [(family, name) for family, files in FAMILIES.items() for name in files]
