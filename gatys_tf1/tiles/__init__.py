"""Large pictures in tiles: how they are cut, and their loss and gradient tile by tile."""
