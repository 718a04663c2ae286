"""What is measured, in the order in which it is shown."""

from bench.measures import connect, fanout, memory, path, shape, sustained

MEASURES = {
    "path": path.run,
    "sustained": sustained.run,
    "shape": shape.run,
    "memory": memory.run,
    "connect": connect.run,
    "fanout": fanout.run,
}
