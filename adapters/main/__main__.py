"""`python -m adapters.main`: the same as `hearth`."""

from adapters.main import main

main()
