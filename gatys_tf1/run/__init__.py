"""A run: its loop, its folder, its state, and what a person sees of it."""
