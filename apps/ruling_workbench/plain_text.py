r"""Text that someone typed, as Markdown that shows just that text.

The one rule: nothing of it becomes a link, an image, a mark or an icon, and it is one line. Escaped
is only what Markdown would obey where it stands, since labels are read out as they are. Streamlit
replaces some texts when escapes are gone (`:smile:`, `->`, `www.a.org`): a joiner breaks them up.
"""

import re
import unicodedata

__all__ = ["JOINER", "in_order", "plain", "typed"]

JOINER = "\u2060"
"""The word joiner: it has no width, and neither a line nor a word ends there."""

_SPACES = frozenset("\t\n\x0b\x0c\r\x85\u2028\u2029")
_LINES = frozenset("\n\t")
_BYTE_ORDER = "\ufeff"  # inside a text it means the same as the joiner
_WRITING_ORDER = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_UNSHOWABLE = "\ufffd"

# The joiner comes behind what is found. No emoji is called 30 or 00-05: that is 10:30:00-05:00.
_REPLACED = re.compile(
    r"""
      : (?= (?! \d\d (?:-\d\d)? : ) (?: \+1 | [\w-]+ ) : )     # :smile: :material_home:
    | : (?= material/ )
    | https?: (?= // )
    | www (?= \. )
    | (?<= [-.\w+] ) (?= @ [-.\w] )                             # addresses of people
    | (?<! \S ) (?: < (?= ->? (?!\S) )                          # <-> and <-
                  | - (?= [>-] (?!\S) )                         # -> and --
                  | [<>~] (?= = (?!\S) ) )                      # <= >= ~=
    """,
    re.VERBOSE | re.IGNORECASE,
)
_OBEYED = re.compile(
    r"""
      (?<= [^\W_] ) _+ (?= [^\W_] )                             # case_file: nothing is obeyed
    | (?<= \s ) [*_]+ (?= \s )                                  # 2 * 3: nor here
    | (?<= [0-9] ) : (?= [0-9]{2} (?: Z | [-+][0-9]{2} )? (?: [\s:.,;)] | $ ) )     # 10:30
    | ^ (?P<number> [0-9]+ ) (?= [.)] (?:\s|$) )                # 1. Register
    | (?P<sign>
        [\\`*_\[\]~$|]
      | < (?! =? (?:\s|$) )                                     # HTML and addresses
      | & (?= \# | [a-z][a-z0-9]* ; )                           # &amp;
      | : (?! \s | $ )                                          # :red[...]
      | (?<! \S ) \# (?= \#* (?:\s|$) )                         # headings, and their ends
      | ^ >                                                     # quotes
      | ^ [-+] (?= \s | $ )                                     # lists
      | ^ - (?= [-\s]+ $ )                                      # lines across
      )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(text: object) -> str:
    r"""Return Markdown that shows a text as it was typed, on one line and without space around it.

    Instead of what commands a terminal or the order of writing stands the sign for what cannot be
    shown.

    >>> print(plain("5% of *it* (EUR)"), plain("1. case_file"), plain("[x](y)"), sep=" ; ")
    5% of \*it\* (EUR) ; 1\. case_file ; \[x\](y)
    """
    one_line = "".join(map(_shown, str(text))).strip()
    return _OBEYED.sub(_escaped, _REPLACED.sub(rf"\g<0>{JOINER}", one_line))


def in_order(text: str) -> str:
    r"""Return a text with its lines, for what renders no Markdown: it stands in the order typed.

    >>> print(in_order("*a*, \u202etxt"))
    *a*, �txt
    """
    return "".join(sign if sign in _LINES else _shown(sign) for sign in text)


def _shown(sign: str) -> str:
    if sign in _SPACES:
        return " "
    if sign == _BYTE_ORDER:
        return JOINER
    is_order = sign in _WRITING_ORDER or unicodedata.category(sign) in {"Cc", "Cs"}
    return _UNSHOWABLE if is_order else sign


def _escaped(found: re.Match[str]) -> str:
    if found["number"]:
        return f"{found[0]}\\"
    return f"\\{found[0]}" if found["sign"] else found[0]


def typed(markdown: str) -> str:
    r"""Return what was typed, from what `plain` made of it.

    >>> print(typed(plain("5% of *it*, a -> b")))
    5% of *it*, a -> b
    """
    return _ESCAPE.sub(r"\1", markdown).replace(JOINER, "")
