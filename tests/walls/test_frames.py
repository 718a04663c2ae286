"""Every field of a socket's frame that can name a row is walked with the rows of others."""

from typing import get_args

import msgspec

from conversations.consumers.frames import ConsoleFrame, VisitorFrame

# Where tests send the conversation of a twin: tests/live/test_console.py,
# test_visitor.py and test_files.py.
WALKED = {
    "hello": {"after"},
    "send": {"conv", "files"},
    "rcv": {"conv"},
    "read": {"conv"},
    "typing": {"conv"},
    "do": {"conv"},
}
# The sender's own id of a message, and what is only given back.
NAMES_NOTHING = {"client_id", "id"}


def test_no_frame_names_a_row_unwalked():
    for frame in {*get_args(ConsoleFrame), *get_args(VisitorFrame)}:
        tag = frame.__struct_config__.tag
        naming = {
            field.name
            for field in msgspec.structs.fields(frame)
            if "UUID" in str(field.type) and field.name not in NAMES_NOTHING
        }
        assert naming == WALKED.get(tag, set()), tag
