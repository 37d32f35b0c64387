"""Writes the template and the English catalogue anew from the sentences in the code; `--check` only compares."""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.spark.forms_shipped import shipped  # noqa: E402 - found from the root, wherever this is called from

LOCALE = ROOT / "bot" / "locale"
TEMPLATE = LOCALE / "hearth.pot"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "hearth.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "later": None, "counted": (1, 2)}


def found() -> Catalog:
    """Return every sentence of the core and the adapters, without the lines they stand in."""
    catalogue = Catalog(project="Hearth", fuzzy=False)
    for folder in ("bot", "adapters"):
        messages = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for name, _line, message, comments, context in messages:
            catalogue.add(message, None, [(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    for form in shipped().values():
        for sentence in form.sentences():
            if sentence:
                catalogue.add(sentence, None, [("bot/spark/forms", 0)])
    return catalogue


def written(catalogue: Catalog) -> str:
    """Return a catalogue as a file, in a fixed order and without dates."""
    out = io.BytesIO()
    write_po(out, catalogue, omit_header=True, include_lineno=False, sort_output=True, width=100)
    return out.getvalue().decode()


def english(template: Catalog) -> Catalog:
    """Return the English catalogue: the sentences are their own translation."""
    catalogue = Catalog(locale="en", project="Hearth", fuzzy=False)
    for message in template:
        if message.id:
            catalogue.add(message.id, message.id, message.locations)
    return catalogue


HEAD = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


def files() -> dict[Path, str]:
    """Return what the files should hold."""
    template = found()
    return {TEMPLATE: HEAD + written(template), ENGLISH: HEAD + written(english(template))}


def stale() -> list[str]:
    """Return the files that do not hold what the code says."""
    return [p.name for p, text in files().items() if not p.is_file() or p.read_text(encoding="utf-8") != text]


def main() -> int:
    """Write the files, or compare them."""
    if "--check" in sys.argv:
        return len(stale())
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    read_po(io.BytesIO(ENGLISH.read_bytes()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
