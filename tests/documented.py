"""Commands in Markdown and YAML, as words: what a shell would make of code blocks, inline code and `run:` steps."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")
_PLACEHOLDER = re.compile(r"<(?!<)[^<>\n]+>")
_OPERATORS = frozenset({";", "&&", "||", "|", "&", "(", ")", ";;"})
_WORDS_BEFORE = frozenset({"{", "do", "then", "else", "if", "!", "time"})
_SHELL = frozenset({"", "sh", "bash", "shell"})


@dataclass(frozen=True)
class Line:
    """One command."""

    words: tuple[str, ...]
    where: str
    """The file."""
    inline: bool = False
    """Whether it stands in a sentence, where its options may be left out."""

    def __str__(self) -> str:
        return f"{self.where}: {' '.join(self.words)}"


def of_page(path: Path) -> Iterator[Line]:
    """Yield the commands of a page of Markdown."""
    text = path.read_text()
    for indent, language, block in _FENCE.findall(text):
        if language in _SHELL:
            yield from commands(re.sub(rf"^{indent}", "", block, flags=re.MULTILINE), path.name)
    for code in _INLINE.findall(_FENCE.sub("", text)):
        yield from commands(code.replace("\\|", "|"), path.name, inline=True)


def of_workflow(path: Path) -> Iterator[Line]:
    """Yield the commands of a workflow's steps."""
    for job in yaml.safe_load(path.read_text())["jobs"].values():
        for step in job.get("steps", ()):
            yield from commands(step.get("run", ""), path.name)


def of_comments(path: Path) -> Iterator[Line]:
    """Yield the commands that the comments of a stack file check a value with."""
    for comment in re.findall(r"# .*check: (.+)$", path.read_text(), re.MULTILINE):
        yield from commands(comment, path.name, inline=True)


def commands(text: str, where: str, *, inline: bool = False) -> Iterator[Line]:
    """Split a script into simple commands, those in substitutions first."""
    text = re.sub(r"<<-?'?(\w+)'?(.*?)\n.*?^\1$", r"\2", text, flags=re.MULTILINE | re.DOTALL)
    text = _PLACEHOLDER.sub(
        lambda found: "1700000000000" if "milliseconds" in found[0] else "placeholder-of-some-length", text.replace("\\\n", " ")
    )
    while (found := _SUBSTITUTION.search(text)) is not None:
        yield from commands(found[1], where, inline=inline)
        text = text[: found.start()] + "substituted" + text[found.end() :]
    for line in text.splitlines():
        yield from _simple(line, where, inline=inline)


def _simple(line: str, where: str, *, inline: bool) -> Iterator[Line]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()")
    lexer.whitespace_split = True
    lexer.commenters = "" if inline else "#"
    try:
        tokens = [*lexer, ";"]
    except ValueError:  # a quotation over several lines, or prose
        return
    words: list[str] = []
    for token in tokens:
        if token not in _OPERATORS:
            words.append(token)
            continue
        while words and (words[0] in _WORDS_BEFORE or re.match(r"[A-Za-z_]\w*=", words[0])):
            words.pop(0)
        end = next((index for index, word in enumerate(words) if re.fullmatch(r"\d?>+|<", word)), len(words))
        if words[:end]:
            yield Line(tuple(words[:end]), where, inline)
        words = []
