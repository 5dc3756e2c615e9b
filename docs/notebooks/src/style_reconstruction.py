# %% [markdown]
# # Style reconstruction: textures from Gram matrices
#
# What is the *style* of a picture? Gatys et al. (section 2.2) have an answer that you can compute:
# **which features occur together, wherever they occur**. A layer of VGG-19 gives, at each position,
# a vector of features. Collect the vectors of all positions as the rows of $F$; the Gram matrix is
#
# $$G = F^T F$$
#
# $G_{ij}$ is large if features $i$ and $j$ are active at the same positions. *Which* positions is
# summed away. A picture from white noise that has the same Gram matrices at some layers is a
# picture in the same style, with nothing in it.

# %%
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples

# %% tags=["parameters"]
SIZE, STEPS = 192, 100

# %%
picture = images.to_uint8(samples.night_sky(SIZE * 3 // 4, SIZE))[0]
PIL.Image.fromarray(picture)

# %% [markdown]
# ## A Gram matrix forgets where
#
# Five positions with three features each, and then the same positions in another order.

# %%
features = np.array([[1, 0, 2], [0, 3, 1], [2, 2, 0], [0, 0, 1], [1, 1, 1]])
shuffled = np.random.default_rng(0).permutation(features)
print(features.T @ features, '\n')
print(shuffled.T @ shuffled)

# %% [markdown]
# The matrices are the same. So a layer that saw one pixel at a time would keep nothing but the
# colours. But a position of conv1_1 sees 3x3 pixels, one of conv3_1 sees 24x24, and one of conv5_1
# 156x156: what lies *within* these windows is in the feature vector, and survives.
#
# ## Deeper layers, larger structures
#
# First conv1_1 alone, then one layer more each time. What do you expect of the swirls?

# %%
layers = ['conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1']
found = [
    gatys.style_reconstruction(picture, layers[:depth], size=SIZE, steps=STEPS)
    for depth in range(1, 6)
]


def row(*pictures):
    """Pictures of one height, side by side."""
    return PIL.Image.fromarray(np.hstack(pictures))


row(*(result.image for result in found))

# %% [markdown]
# With conv1_1 there are blobs of the right colours, and nothing else. Every layer adds structure on
# a larger scale: short strokes, long ones, stars and pieces of swirls. But nothing is where it was.
# A style takes more steps than a content: with `STEPS = 300` the deep ones get better still.
#
# Here is the deepest, larger:

# %%
found[-1]

# %% [markdown]
# ## Every layer has a say
#
# `losses` are those of the result. How large features are differs from layer to layer by orders of
# magnitude, so these numbers do not compare with one another. Each is divided by the loss that
# a picture without any features would have; without that, conv4_1 would decide alone.

# %%
for name, value in found[-1].losses.items():
    print(f'{name:15} {value:12.4g}')

# %% [markdown]
# ## Try this
#
# **Another style.** The painted wall has a regular pattern. Do the courses of bricks come back?

# %%
wall = images.to_uint8(samples.brick_wall(SIZE * 3 // 4, SIZE))[0]
row(wall, gatys.style_reconstruction(wall, size=SIZE, steps=STEPS).image)

# %% [markdown]
# It has mortar, and bricks, and stretches of courses; that all bricks line up over the whole
# picture is more than these windows can see. The
# [long-range loss](../losses.md) was invented for that.
#
# **Deep layers alone.** Leave the shallow ones out. What do you lose?

# %%
gatys.style_reconstruction(picture, ['conv4_1', 'conv5_1'], size=SIZE, steps=STEPS)

# %% [markdown]
# **Your own weights.** A dict gives each layer its weight $w_l$.

# %%
weights = {'conv1_1': 1.0, 'conv2_1': 0.1}
gatys.style_reconstruction(picture, weights, size=SIZE, steps=STEPS)

# %% [markdown]
# Next: [content and style together](style_transfer.ipynb).
