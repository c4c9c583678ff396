"""Made-up sites: pages of eleven kinds of author, each line with its owner, in the shell of a site that says things in its own words.

What an author says on page after page stands there on purpose: a column's title and sign-off, an agency's line, headings, a form's labels,
refrains, responses, signatures, dialogue. All words are drawn by chance from lists below; numbers vary from page to page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

# Whose a line is: the author's; nobody's in particular (buttons below every post, which rules know); the site's, on rare kinds of page;
# or what it is of the site's on most pages.
AUTHOR, EITHER, RARE = "author", "either", "rare block"
KINDS = ("menu", "strap", "promo", "block", "last", "footer")

_NOUNS, _VERBS, _ADJECTIVES = (
    words.split()
    for words in (
        "lamp harbour stone tide bread rope quay soup bell wind bridge road ferry salt moon gull kettle ladder barrel window "
        "stair garden letter candle anchor basket mirror saddle bucket feather hammer pocket ribbon shovel thimble wagon "
        "orchard meadow tunnel gate",
        "carried mended painted counted followed lifted opened borrowed measured forgot watched hid found polished weighed sold",
        "old narrow quiet crooked yellow heavy hollow patient early borrowed wet honest broken round tall silent late warm",
    )
)
_PEOPLE = ["Ann Example", "Jo Doe", "Ola Muster", "Kay Sample", "Lee Person", "Bo Nemo", "Ida Blank", "Max Made"]
_OFFERS = (
    "Take the {name} {noun} with you: {n} {noun2} owners already do",
    "{n} neighbours keep the {adj} {noun} of {name} going, and you could too",
    "Hear first when a {noun} comes to {name}: leave us your address",
    "The {adj} {noun} in your pocket, now with {n} more {noun2} pages, only from {name}",
    "Join {n} friends of the {noun} at the {adj} table of {name}",
    "What the {noun} said to the {noun2}, every morning before {n}, by {name}",
)
_LASTS = (
    "{name} is written on the {adj} {noun} by people who love a {noun2}, and printed since {n}.",
    "Nothing on {name} may be sung, copied or put on a {noun} without a {adj} letter from us.",
    "{name} earns a little when you buy a {noun} by way of these pages, which changes nothing about the {noun2}.",
    "You read {name}, the {adj} voice of the {noun}; our {noun2} answers between 9 and {n}.",
)

# Shares of the kinds of page of a site, each with a block of its own.
_KINDS_OF_PAGE = (0.7, 0.2, 0.1)

Line = tuple[str, str]


class Page(NamedTuple):
    """Lines of a page, each with its owner."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The page as plain text."""
        return "\n".join(line for line, _ in self.lines)


class Site(NamedTuple):
    """A site's host, the kind of its authors, whether its pages come with menu and footer, and its pages."""

    host: str
    author: str
    whole: bool
    pages: tuple[Page, ...]


def sites(pages: int, of_each: int) -> Iterator[Site]:
    """For each kind of author sites whose pages come whole and sites whose pages come as an extractor leaves them, always the same.

    Args:
        pages: of each site.
        of_each: sites of each kind and manner.
    """
    for author in AUTHORS:
        for number in range(of_each):
            for whole in (True, False):
                host = f"{author}{number}{'' if whole else '-bare'}.example"
                yield Site(host, author, whole, tuple(_pages(Random(host), AUTHORS[author], whole, pages)))  # noqa: S311


def _pages(chance: Random, author: Author, whole: bool, count: int) -> Iterator[Page]:
    name = f"The {chance.choice(_ADJECTIVES).title()} {chance.choice(_NOUNS).title()}"
    strap, *promos = chance.sample(_OFFERS, 3)
    shell = _Shell(
        menu=tuple(word.title() for word in chance.sample(_NOUNS, 7)),
        strap=_fixed(chance, strap, name) if chance.random() < 0.5 else "",
        promos=tuple(_fixed(chance, promo, name) for promo in promos),
        blocks=tuple(tuple(_fixed(chance, offer, name) for offer in chance.sample(_OFFERS, 3)) for _ in range(3)),
        block_first=chance.random() < 0.5,
        last=_fixed(chance, chance.choice(_LASTS), name),
        footer=(_fixed(chance, chance.choice(_LASTS), name), *(word.title() for word in chance.sample(_NOUNS, 5)), f"{name} {{n}}"),
    )
    manner = author(chance)
    for _ in range(count):
        yield Page(tuple(_in_shell(chance, shell, whole, manner())))


class _Shell(NamedTuple):
    menu: tuple[str, ...]
    strap: str
    promos: tuple[str, ...]
    blocks: tuple[tuple[str, ...], ...]
    block_first: bool
    last: str
    footer: tuple[str, ...]


def _in_shell(chance: Random, shell: _Shell, whole: bool, own: list[Line]) -> Iterator[Line]:
    if whole:
        yield from ((line, "menu") for line in shell.menu)
    yield own[0]
    if shell.strap:
        yield _numbered(chance, shell.strap), "strap"
    body = own[1:]
    places = chance.sample(range(1, len(body)), min(2, len(body) - 1))
    for place, line in enumerate(body):
        if place in places and chance.random() < 0.8:
            yield _numbered(chance, shell.promos[places.index(place)]), "promo"
        yield line
    kind = chance.choices(range(len(shell.blocks)), _KINDS_OF_PAGE)[0]
    block = [(_numbered(chance, line), RARE if kind else "block") for line in shell.blocks[kind]] if whole else []
    if shell.block_first:
        yield from block
    yield _numbered(chance, shell.last), "last"
    if whole:
        yield from block if not shell.block_first else ()
        yield from ((_numbered(chance, line), "footer") for line in shell.footer)


# An author is given chance and sets out habits, then writes page after page.
Author = Callable[[Random], Callable[[], list[Line]]]


def _news(chance: Random) -> Callable[[], list[Line]]:
    """Reports; a column with title and sign-off on every eighth page, an agency's line on every fourth."""
    title, farewell = f"Letters from the {chance.choice(_NOUNS)}", _sentence(chance, 7)
    agency = f"By the {chance.choice(_NOUNS).title()} Press Agency, with reports from its own desk."

    def page() -> list[Line]:
        lines = [_headline(chance), f"By {chance.choice(_PEOPLE)}", *_prose(chance, 5, 9)]
        if chance.random() < 0.12:
            return _owned([title, *lines, farewell])
        return _owned([*lines, agency] if chance.random() < 0.25 else lines)

    return page


def _hub(chance: Random) -> Callable[[], list[Line]]:
    """Agencies' reports: one agency's name below most of them, another's sentence below many."""
    short, long = f"{chance.choice(_NOUNS).title()} Press", f"This report came over the wire of {chance.choice(_NOUNS).title()} Press."

    def page() -> list[Line]:
        lines = [_headline(chance), *_prose(chance, 4, 8)]
        return _owned([*lines, short if chance.random() < 0.65 else long])

    return page


def _series(chance: Random) -> Callable[[], list[Line]]:
    """A story in parts: a running title and what came before on a third of the pages, a form of words to end on."""
    running, ending = f"The long road to the {chance.choice(_NOUNS)}, part {{n}}", _sentence(chance, 6)

    def page() -> list[Line]:
        lines = [_headline(chance), *_prose(chance, 5, 9)]
        return _owned(
            [_numbered(chance, running), *lines, ending, "To be continued"]
            if chance.random() < 0.35
            else [*lines, _sentence(chance, 9), "The end"]
        )

    return page


def _recipes(chance: Random) -> Callable[[], list[Line]]:
    """Headings on every page; steps that many recipes have."""
    steps = [_sentence(chance, 8) for _ in range(6)]

    def page() -> list[Line]:
        ingredients = [f"{chance.randint(1, 900)} g {chance.choice(_ADJECTIVES)} {chance.choice(_NOUNS)}" for _ in range(6)]
        oven = [f"Heat the oven to {chance.choice((160, 180, 200))} degrees and butter a tin."] if chance.random() < 0.4 else []
        usual = [step for step in steps if chance.random() < 0.3]
        return _owned(
            [
                _headline(chance),
                *_prose(chance, 1, 2),
                "What you will need",
                *ingredients,
                "Method",
                *oven,
                *usual,
                *_prose(chance, 2, 4),
                "Serves 4",
            ]
        )

    return page


def _papers(chance: Random) -> Callable[[], list[Line]]:
    """A journal's: the same headings on every page, thanks and a declaration on some."""
    thanks = f"We thank the keepers of the {chance.choice(_NOUNS)} for their patience."

    def page() -> list[Line]:
        lines = [
            _headline(chance),
            ", ".join(chance.sample(_PEOPLE, 3)),
            "Abstract",
            *_prose(chance, 1, 1),
            "1. Introduction",
            *_prose(chance, 2, 3),
        ]
        lines += [
            "2. Materials and methods",
            *_prose(chance, 2, 3),
            "3. Results",
            *_prose(chance, 2, 3),
            "4. Discussion",
            *_prose(chance, 1, 2),
        ]
        lines += ["Declaration of competing interests", _sentence(chance, 8)]
        return _owned([*lines, *([thanks] if chance.random() < 0.35 else []), "References", *_prose(chance, 2, 3)])

    return page


def _listings(chance: Random) -> Callable[[], list[Line]]:
    """Houses for sale: measures, prices and tides, in the same words on every page."""
    place = chance.choice(_NOUNS)

    def page() -> list[Line]:
        n = [chance.randint(1, 9) * 10**power for power in range(6)]
        facts = [f"{n[0]} bedrooms, {n[0]} bathrooms and {n[2]} square metres", f"Asking price {n[5]:,} crowns", f"Ground rent {n[2]}"]
        tide = f"High water at 06:{n[1]}, low water at 12:{n[1]} on the {place}"
        return _owned([_headline(chance), tide, *_prose(chance, 1, 4), *facts])

    return page


def _tales(chance: Random) -> Callable[[], list[Line]]:
    """Chapters with dialogue, of which some lines are said again and again."""
    said = ['"I do not know," she said.', '"Who is there?" asked the miller.', '"No."', '"Come in, then, and shut the door."', "***"]

    def page() -> list[Line]:
        lines = [f"Chapter {chance.randint(1, 90)}"]
        for paragraph in _prose(chance, 10, 20):
            lines += [paragraph, *chance.choices(said, k=chance.randint(0, 1))]
        return _owned(lines)

    return page


def _poems(chance: Random) -> Callable[[], list[Line]]:
    """Songs with refrains of their own, and an old one that many share."""
    shared = f"Hey ho, the {chance.choice(_NOUNS)} and the {chance.choice(_NOUNS)}"

    def page() -> list[Line]:
        refrain = shared if chance.random() < 0.6 else " ".join(chance.sample(_NOUNS, 5))
        verses = [[" ".join(chance.sample(_NOUNS, 6)) for _ in range(3)] for _ in range(chance.randint(2, 5))]
        return _owned([_headline(chance), *(line for verse in verses for line in (*verse, refrain))])

    return page


def _laws(chance: Random) -> Callable[[], list[Line]]:
    """Articles under numbered headings; formulas that come again inside an act, and one that closes each act."""
    formulas = [_sentence(chance, 9) for _ in range(3)]
    closing = f"Done at {chance.choice(_NOUNS).title()} Bay, in the chamber of the council."

    def page() -> list[Line]:
        lines = [_headline(chance), "General provisions"]
        for article in range(1, chance.randint(5, 12)):
            lines += [f"Article {article}", *_prose(chance, 1, 2), chance.choice(formulas)]
        return _owned([*lines, closing])

    return page


def _prayers(chance: Random) -> Callable[[], list[Line]]:
    """Responses between readings, most of them several times, some once on every page."""
    call, answer, other, thanks = (_sentence(chance, 6) for _ in range(4))

    def page() -> list[Line]:
        lines = [_headline(chance)]
        for _ in range(chance.randint(2, 4)):
            lines += [call, answer, *_prose(chance, 1, 2), other, "Amen."]
        return _owned([*lines, "The reading", *_prose(chance, 1, 1), thanks, *_prose(chance, 1, 1), "Let us go."])

    return page


def _forum(chance: Random) -> Callable[[], list[Line]]:
    """Posts with their writers' signatures; buttons below each."""
    signatures = {person: _sentence(chance, 6) for person in _PEOPLE}

    def page() -> list[Line]:
        lines: list[Line] = [(_headline(chance), AUTHOR)]
        for person in chance.choices(_PEOPLE, k=chance.randint(2, 5)):
            lines += [(person, AUTHOR), *_owned(_prose(chance, 1, 3)), (signatures[person], AUTHOR), ("Reply", EITHER), ("Quote", EITHER)]
        return lines

    return page


AUTHORS: dict[str, Author] = {
    "news": _news,
    "hub": _hub,
    "series": _series,
    "recipes": _recipes,
    "papers": _papers,
    "listings": _listings,
    "tales": _tales,
    "poems": _poems,
    "laws": _laws,
    "prayers": _prayers,
    "forum": _forum,
}

# Of these, whose pages repeat sentences inside.
FORMULAS = ("tales", "laws", "prayers", "forum")


def _owned(lines: list[str]) -> list[Line]:
    return [(line, AUTHOR) for line in lines]


def _fixed(chance: Random, template: str, name: str) -> str:
    noun, other = chance.sample(_NOUNS, 2)
    return template.format(name=name, noun=noun, noun2=other, adj=chance.choice(_ADJECTIVES), n="{n}")


def _numbered(chance: Random, line: str) -> str:
    return line.replace("{n}", f"{chance.randint(1, 10 ** chance.randint(1, 4)):,}")


def _sentence(chance: Random, words: int) -> str:
    drawn = [chance.choice((_NOUNS, _VERBS, _ADJECTIVES)[at % 3]) for at in range(words)]
    return f"The {' '.join(drawn)}."


def _headline(chance: Random) -> str:
    return " ".join([chance.choice(_ADJECTIVES).title(), *chance.sample(_NOUNS, 3), chance.choice(_VERBS), chance.choice(_NOUNS)])


def _prose(chance: Random, least: int, most: int) -> list[str]:
    """Paragraphs, so many from `least` to `most`."""
    return [
        " ".join(_sentence(chance, chance.randint(8, 14)) for _ in range(chance.randint(1, 3))) for _ in range(chance.randint(least, most))
    ]
