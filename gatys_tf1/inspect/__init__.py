"""Looking inside: what VGG-19 sees in a picture, and what a graph is made of."""
