"""What is measured, in the order in which it is shown."""

from bench.measures import (
    connect,
    fanout,
    kpis,
    memory,
    month_close,
    path,
    rollup,
    shape,
    sustained,
)

# With servers and somebody who connects to them.
LIVE = {
    "path": path.run,
    "sustained": sustained.run,
    "shape": shape.run,
    "memory": memory.run,
    "connect": connect.run,
    "fanout": fanout.run,
}
# With the database alone.
OFFLINE = {
    "rollup": rollup.run,
    "kpis": kpis.run,
    "month_close": month_close.run,
}
