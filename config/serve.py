"""Daphne on uvloop: ``python -m config.serve config.asgi:application``, with Daphne's options.

Twisted takes the loop of the policy that is set when Daphne is first imported; uvloop's costs
8 % less CPU a message (docs/performance.md).
"""

import logging
import os

import uvloop

uvloop.install()

from daphne.cli import CommandLineInterface  # noqa: E402

if __name__ == "__main__":
    CommandLineInterface.entrypoint()
    # A request under way sits in a thread and waits for the loop that has ended: joining it, as
    # the interpreter would, takes for ever. Who sent it sends it again.
    logging.shutdown()
    os._exit(0)
