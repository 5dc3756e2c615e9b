"""Gradient ascent on an image: DeepDream, class and channel visualisation, feature inversion."""
