"""Files that people send: what is taken, how it is checked, and who gets it."""
