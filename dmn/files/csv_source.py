"""The bytes of a CSV file as UTF-8, whatever encoding it is in, piece by piece.

The one rule: what is given is whole and valid. A letter cut by the end of a piece waits for the
next one, and reading ends before the first byte that is not of the encoding.
"""

import codecs
import io
from typing import BinaryIO

from dmn.files.csv_dialect import CsvDialect

__all__ = ["CsvSource"]


class CsvSource:
    """A stream that is read as UTF-8; `begin` is what has been read of it to tell the dialect.

    `position` counts the bytes read. Once it has `ended`, `bad_byte` is what it ended before; None
    where that is its end.
    """

    def __init__(self, stream: BinaryIO, dialect: CsvDialect, begin: bytes) -> None:
        self._stream = stream
        self._begin = io.BytesIO(begin)
        self.position = len(self._begin.read(len(dialect.mark)))
        self._is_utf8 = dialect.encoding == "utf-8"
        self._decoder = codecs.getincrementaldecoder(dialect.encoding)()
        self._encoding = dialect.encoding
        self._cut = b""
        self.ended = False
        self.bad_byte: int | None = None

    def read(self, size: int) -> bytes:
        """Return about as many bytes as asked for; there may be none before the end as well."""
        data = self._begin.read(size) or self._stream.read(size)
        self.position += len(data)
        self.ended = not data
        try:
            return self._utf8(data) if self._is_utf8 else self._decoded(data)
        except UnicodeDecodeError as error:
            self.ended = True
            self.bad_byte = error.object[error.start]
            return error.object[: error.start].decode(self._encoding, "replace").encode()

    def _utf8(self, data: bytes) -> bytes:
        data = self._cut + data
        if data.isascii():  # by far the fastest to tell
            self._cut = b""
            return data
        _, valid = codecs.utf_8_decode(data, "strict", self.ended)
        self._cut = data[valid:]
        return data[:valid]

    def _decoded(self, data: bytes) -> bytes:
        text = self._decoder.decode(data, self.ended)
        return text.encode("utf-8", "backslashreplace")  # UTF-7 can hold half of a pair
