"""``python -m tests.chaos.skewed <seconds> <module> …``: the module, on a clock that is wrong."""

import datetime
import runpy
import sys
import time

wrong_by = float(sys.argv[1])
right_time = time.time
right_datetime = datetime.datetime


class LooksAlike(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, right_datetime)


class WrongDatetime(right_datetime, metaclass=LooksAlike):
    """Gives the wrong moment; what it gives is an ordinary one, whatever way it is made."""

    def __new__(cls, *args, **kwargs):
        return right_datetime(*args, **kwargs)

    @classmethod
    def now(cls, tz=None):
        return right_datetime.now(tz) + datetime.timedelta(seconds=wrong_by)

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)


time.time = lambda: right_time() + wrong_by
datetime.datetime = WrongDatetime  # type: ignore[misc]
sys.argv = sys.argv[2:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
