"""The losses, one file per family: the equations, and a constructor that makes a `Term` of them."""
