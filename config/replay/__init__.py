"""Plays dialogues through a running server as its visitors and agents do, and checks the log.

``prepare`` makes brands and agents, ``stage`` plays, ``truth`` reads what PostgreSQL holds,
``measure`` compares it with what the clients sent and saw, ``report`` shows it.
"""
