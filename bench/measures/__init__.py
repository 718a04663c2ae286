"""What is measured, in the order in which it is shown."""

from bench.measures import (
    connect,
    console,
    crowd,
    fanout,
    history,
    kpis,
    memory,
    month_close,
    path,
    processes,
    rollup,
    shape,
    storm,
    sustained,
)

# With servers and somebody who connects to them.
LIVE = {
    "path": path.run,
    "sustained": sustained.run,
    "processes": processes.run,
    "shape": shape.run,
    "crowd": crowd.run,
    "memory": memory.run,
    "connect": connect.run,
    "storm": storm.run,
    "fanout": fanout.run,
    "console": console.run,
    # The last, for what it reads would lie before the others.
    "history": history.run,
}
# With the database alone.
OFFLINE = {
    "rollup": rollup.run,
    "kpis": kpis.run,
    "month_close": month_close.run,
}
