import shutil
import socket
from collections import namedtuple
from pathlib import Path

import pytest

from config.embedded.problems import Problem
from config.embedded.run import alone_in, lock_files, refuse_full_disk, refuse_taken_port
from config.embedded.stack import Stack

Usage = namedtuple("Usage", "total used free")


def test_a_taken_port_is_told_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(Problem, match=f"Port {port} is taken. .* make run PORT={port + 1}"):
            refuse_taken_port(port)


def test_a_port_that_is_no_number_is_told_with_the_accepted_ones():
    with pytest.raises(Problem, match="PORT='http': write a number from 1 to 65535"):
        Stack.from_environment({"PORT": "http"})


def test_two_stacks_keep_out_of_each_others_data(tmp_path: Path):
    with alone_in(tmp_path), pytest.raises(Problem, match="in use"):
        alone_in(tmp_path, refusal="in use").__enter__()

    with alone_in(tmp_path, refusal="in use"):
        pass


def test_a_nearly_full_disk_is_told_before_it_is_full(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10**12, 10**12, 10**6))

    with pytest.raises(Problem, match=f"The disk under {tmp_path} is full. .*needs 1 GB"):
        refuse_full_disk(tmp_path)


def test_given_servers_need_no_engines_of_ours():
    databases = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_MAINTENANCE_URL")
    given = dict.fromkeys(databases, "postgresql://db/switchboard")

    assert lock_files({}) == ["base.txt", "local.txt"]
    assert lock_files(given) == ["base.txt", "local.txt"]
    assert lock_files(given | {"REDIS_URL": "redis://broker"}) == ["base.txt"]
