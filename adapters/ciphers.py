"""What is kept encrypted: tokens, and forms that wait to be opened again."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import Invalid
from bot.i18n import _

OWNER_ONLY = 0o600


@dataclass(frozen=True, slots=True)
class FernetCipher:
    """Seals with the first key and opens with any, so that keys can be changed one after the other.

    Source:
        Fernet (cryptography.io, fernet): AES-128-CBC with HMAC-SHA256 and a time stamp.
    """

    keys: MultiFernet

    @staticmethod
    def of(keys: Sequence[str]) -> "FernetCipher":
        """Return a cipher of keys as `hearth key` prints them, the one that seals first.

        Raises:
            Invalid: there is none, or one is no key.
        """
        try:
            return FernetCipher(MultiFernet([Fernet(k) for k in keys]))
        except ValueError as error:
            sentence = _("HEARTH_SECRET_KEYS holds something that is no key. Make one: hearth key")
            raise Invalid(sentence) from error

    def seal(self, text: str) -> str:
        """Return a text that only these keys open."""
        return self.keys.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str | None:
        """Return the text; None when it was sealed with a key that is gone."""
        try:
            return self.keys.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


@dataclass(slots=True)
class LateCipher:
    """The cipher of these keys, or of the key in a file, which is made or read when something is first sealed."""

    keys: Sequence[str]
    file: Path
    _cipher: FernetCipher | None = field(default=None, init=False)

    def _found(self) -> FernetCipher:
        if self._cipher is None:
            self._cipher = cipher(self.keys, self.file)
        return self._cipher

    def seal(self, text: str) -> str:
        """Return a text that only these keys open. Raises as `cipher`."""
        return self._found().seal(text)

    def unseal(self, sealed: str) -> str | None:
        """Return the text; None when it was sealed with a key that is gone. Raises as `cipher`."""
        return self._found().unseal(sealed)


def new_key() -> str:
    """Return a new key: 32 random bytes, URL-safe base64."""
    return Fernet.generate_key().decode()


def cipher(keys: Sequence[str], file: Path) -> FernetCipher:
    """Return the cipher of these keys; without any, of the key in a file, which is made when there is none.

    Raises:
        Invalid: no key, or the file cannot be read or made.
    """
    return FernetCipher.of(keys or [_kept(file)])


def _kept(file: Path) -> str:
    try:
        if not file.exists():
            # Opened for its owner only from the first byte on; a second process that starts now finds it made.
            made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
            with os.fdopen(made, "w") as out:
                out.write(new_key())
    except FileExistsError:
        pass
    except OSError as error:
        raise Invalid(_unreadable(file)) from error
    try:
        return file.read_text().strip()
    except OSError as error:
        raise Invalid(_unreadable(file)) from error


def _unreadable(file: Path) -> str:
    sentence = _("I cannot read or make {file}, which keeps my key. Name another: HEARTH_SECRET_FILE")
    return sentence.format(file=file)
