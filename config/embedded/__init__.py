"""What `make run` and `make test` do: install, start PostgreSQL and Valkey, watch, stop.

Runs on a bare Python before anything is installed, so it imports the standard library alone,
and its own modules relatively: the package starts as `embedded` and is tested as
`config.embedded`.
"""
