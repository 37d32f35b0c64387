"""What joins Hearth to the world: platforms, files, clocks, pages. Each knows the core, none another."""
