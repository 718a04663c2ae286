"""The name of a file as people see it: nothing in it is a path, a command or a disguise."""

import re
import unicodedata

MAX_NAME = 100
# What paths and the file systems of others give a meaning to.
SPECIAL = re.compile(r'[<>:"|?*]')


def clean_name(name: str) -> str:
    """What is left of a sender's name, with its ending in small letters."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Control and format characters: among them those that turn the direction of writing, by
    # which exe.gpj looks like jpg.exe.
    visible = "".join(one for one in last if unicodedata.category(one)[0] != "C")
    stem, dot, ending = SPECIAL.sub("_", visible).rpartition(".")
    stem = re.sub(r"\s+", " ", stem).strip(" .")
    ending = ending.strip().lower()
    room = MAX_NAME - len(dot + ending)
    return f"{stem[:room] or 'file'}{dot}{ending}"


def ending_of(name: str) -> str:
    return name.rpartition(".")[2]
