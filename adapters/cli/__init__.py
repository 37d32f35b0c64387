"""The `hearth` command: the terminal is an adapter too."""
