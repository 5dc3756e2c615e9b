"""AdaIN: any style in one forward pass (Huang and Belongie, 2017). Start with network.py."""
