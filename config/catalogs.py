"""Catalogues of the screens' words: gathering, completing, compiling, without GNU gettext.

Simplified Chinese is the key of every sentence. `update` writes the sentences found in the
code into the catalogues of the other languages (Traditional is proposed by OpenCC where it is
installed, English is written by hand); `compile` makes the `.mo` files.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "minqing"
EDGE = ROOT / "config"
"""Holds what is said where no face answers: troubles of the machine."""
LOCALE = CODE / "locale"
LANGUAGES = ("zh_Hant", "en")

Key = str | tuple[str, str]
"""A sentence, or singular and plural."""

CALLS = {
    # function: positions of (context, singular, plural); None where it has none
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
}
# Pure modules cannot import Django's gettext: there every Chinese sentence is one to translate.
PURE_FILES = frozenset({"rules.py", "terms.py", "refusals.py"})
PURE_FOLDERS = frozenset({"rules", "kernel"})
# Tables whose every value is a sentence of the screens, wherever they stand.
TABLES = frozenset({"PERMISSIONS"})
CJK = re.compile(r"[\u3400-\u9fff]")
TAG = re.compile(r"{%-?\s*(translate|trans|_)\s+(\"[^\"]*\"|'[^']*')([^%]*)%}", re.S)
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b(?P<head>[^%]*)%}(?P<body>.*?){%\s*endblocktrans(?:late)?\s*%}",
    re.S,
)
INLINE = re.compile(r"_\((\"[^\"]*\"|'[^']*')\)")
CONTEXT = re.compile(r"\bcontext\s+(\"[^\"]*\"|'[^']*')")


UNSTEADY = tuple(
    f'"{name}'.encode()
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)


class Found:
    """Sentences by (context, key), each with the files it stands in."""

    def __init__(self) -> None:
        self.places: dict[tuple[str | None, Key], set[str]] = {}

    def add(self, context: str | None, key: Key, path: Path) -> None:
        if key and key != ("", ""):
            place = path.relative_to(ROOT).as_posix()
            self.places.setdefault((context, key), set()).add(place)


# ---------------------------------------------------------------- templates
def _as_key(text: str, trimmed: bool) -> str:
    """Return a block's text as Django looks it up: variables as %(name)s, per cent doubled."""
    if trimmed:
        text = " ".join(line.strip() for line in text.strip().splitlines())
    return re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", text.replace("%", "%%"))


def gather_template(path: Path, found: Found) -> None:
    text = path.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        head, body = block["head"], block["body"]
        context = CONTEXT.search(head)
        parts = re.split(r"{%\s*plural\s*%}", body)
        keys = [_as_key(part, "trimmed" in head.split()) for part in parts]
        key: Key = keys[0] if len(keys) == 1 else (keys[0], keys[1])
        found.add(context[1][1:-1] if context else None, key, path)
    for tag in TAG.finditer(text):
        context = CONTEXT.search(tag[3])
        # As in Django: a per cent sign of a plain sentence is doubled in the key.
        found.add(context[1][1:-1] if context else None, tag[2][1:-1].replace("%", "%%"), path)
    for inline in INLINE.finditer(text):
        found.add(None, inline[1][1:-1], path)


# ---------------------------------------------------------------- Python
def _name(call: ast.Call) -> str:
    function = call.func
    return str(getattr(function, "id", "") or getattr(function, "attr", ""))


def _constant(call: ast.Call, position: int | None) -> str | None:
    if position is None or position >= len(call.args):
        return None
    node = call.args[position]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _docstrings(tree: ast.AST) -> set[int]:
    """Return the ids of constants that are documentation (also below an attribute)."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def _pure_sentences(tree: ast.AST) -> Iterator[str]:
    skipped = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in skipped and CJK.search(node.value):
                yield node.value


def _tables(tree: ast.Module) -> Iterator[str]:
    """Yield the sentences of the tables that stand at the top of a module."""
    for node in tree.body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or not isinstance(node.value, ast.Dict):
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if getattr(target, "id", "") not in TABLES:
            continue
        for one in node.value.values:
            if isinstance(one, ast.Constant) and isinstance(one.value, str):
                yield one.value


def _fold(node: ast.expr, tree: ast.Module) -> str:
    """Return a sentence that is put together of constants of its module."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return _fold(node.left, tree) + _fold(node.right, tree)
    if isinstance(node, ast.Name):
        named = (one for one in tree.body if isinstance(one, ast.Assign))
        return next(
            _fold(one.value, tree) for one in named if getattr(one.targets[0], "id", "") == node.id
        )
    assert isinstance(node, ast.Constant), "a sentence is made of constants"
    return str(node.value)


def gather_python(path: Path, found: Found) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if _name(node) in CALLS:
            context, singular, plural = (_constant(node, at) for at in CALLS[_name(node)])
            if singular:
                found.add(context, (singular, plural) if plural else singular, path)
        elif _name(node) == "RefusalKind":
            found.add(None, _constant(node, 1) or "", path)
        elif _name(node) == "ProblemKind":
            for part in node.args[1:3]:
                found.add(None, _fold(part, tree), path)
    for sentence in _tables(tree):
        found.add(None, sentence, path)
    if path.name in PURE_FILES or PURE_FOLDERS & set(path.relative_to(ROOT).parts):
        for sentence in _pure_sentences(tree):
            found.add(None, sentence, path)


def _list_files(pattern: str) -> list[Path]:
    return sorted({*CODE.rglob(pattern), *EDGE.rglob(pattern)})


def gather() -> Found:
    """Return every sentence of the code that the other languages must have."""
    found = Found()
    for path in _list_files("*.py"):
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts):
            gather_python(path, found)
    for pattern in ("*.html", "*.txt", "*.svg"):
        for path in _list_files(f"templates/**/{pattern}"):
            gather_template(path, found)
    return found


# ---------------------------------------------------------------- catalogues
def catalog_path(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def load(language: str) -> Catalog:
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain="django")


def _is_complete(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts)


def list_gaps(language: str, found: Found) -> list[str]:
    """Return the sentences that a language lacks, has empty or only guessed."""
    catalog = load(language)
    return [
        f"{language}: {key!r} ({min(places)})"
        for (context, key), places in found.places.items()
        if not _is_complete(catalog.get(key if isinstance(key, str) else key[0], context))
    ]


def _propose(language: str) -> object:
    if language != "zh_Hant":
        return None
    try:
        from opencc import OpenCC
    except ImportError:
        return None
    return OpenCC("s2tw").convert


def update() -> None:
    """Bring the catalogues up to the code: new sentences added, unused ones dropped."""
    found = gather()
    for language in LANGUAGES:
        old, new = load(language), Catalog(locale=language, domain="django", charset="utf-8")
        propose = _propose(language)
        for (context, key), places in sorted(found.places.items(), key=lambda one: str(one[0])):
            known = old.get(key if isinstance(key, str) else key[0], context)
            text = _fit(known.string, key, new.num_plurals) if known and known.string else ""
            if not text and callable(propose):
                text = propose(key) if isinstance(key, str) else (propose(key[0]),)
            new.add(
                key,
                text,
                locations=[(place, 0) for place in sorted(places)],
                context=context,
                flags=["python-brace-format"] if isinstance(key, str) and "{" in key else [],
            )
        _write(language, new)


Text = str | tuple[str, ...] | list[str]


def _fit(text: Text, key: Key, plurals: int) -> Text:
    """Return what is known of a sentence that has got a plural, or lost it; "" where a language
    must be asked anew, because it tells one from many."""
    if isinstance(key, str) == isinstance(text, str):
        return text
    if plurals > 1:
        return ""
    return (text,) if isinstance(text, str) else text[0]


def _write(language: str, catalog: Catalog) -> None:
    catalog.header_comment = "# Words of the screens. Keys: Simplified Chinese."
    written = io.BytesIO()
    write_po(written, catalog, width=100, include_lineno=False)
    path = catalog_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    # No dates and no names of tools: a catalogue changes only when a sentence does.
    lines = written.getvalue().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(UNSTEADY)))


def compile_all() -> None:
    for path in LOCALE.rglob("*.po"):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parts[-3])
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog)


def main() -> int:
    acts = {"update": update, "compile": compile_all}
    if sys.argv[1:] not in [[act] for act in acts]:
        sys.stderr.write("python -m config.catalogs update | compile\n")
        return 2
    acts[sys.argv[1]]()
    return 0


if __name__ == "__main__":
    sys.exit(main())
