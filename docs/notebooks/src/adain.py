# %% [markdown]
# # AdaIN: any style in one forward pass
#
# [Style transfer](style_transfer.ipynb) solves an optimisation problem for every picture. Huang and
# Belongie (2017) do without. They noticed that much of a style lies in two numbers per feature: its
# mean and its standard deviation over all positions. So give the content's features the style's
# means and deviations (equation 8),
#
# $$\text{AdaIN}(x, y) = \sigma(y)\, \frac{x - \mu(x)}{\sigma(x)} + \mu(y)$$
#
# and have a network, trained once, paint a picture from them.

# %%
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples

# %% tags=["parameters"]
SIZE, STEPS = 256, 100


# %%
def row(*pictures):
    """Pictures of one height, side by side."""
    return PIL.Image.fromarray(np.hstack(pictures))


def paint(sample):
    return images.to_uint8(sample(SIZE * 3 // 4, SIZE))[0]


content, night, wall = map(paint, (samples.coastal_scene, samples.night_sky, samples.brick_wall))
row(content, night, wall)

# %% [markdown]
# ## The idea in NumPy
#
# `x` and `y` are features of two pictures, one row per position. Afterwards `x` has the mean and
# the deviation of `y`, and is otherwise itself: its positions are in the same order.

# %%
rng = np.random.default_rng(0)
x, y = rng.normal(0, 1, [6, 2]), rng.normal([5, -3], [2, 0.5], [6, 2])
painted = y.std(axis=0) * (x - x.mean(axis=0)) / x.std(axis=0) + y.mean(axis=0)
print('means     ', painted.mean(axis=0).round(3), 'of y:', y.mean(axis=0).round(3))
print('deviations', painted.std(axis=0).round(3), 'of y:', y.std(axis=0).round(3))
print('same order', (painted.argsort(axis=0) == x.argsort(axis=0)).all())

# %% [markdown]
# Compare with a Gram matrix, which also says which features go *together*: here each feature is on
# its own.
#
# ## One call, one pass

# %%
gatys.stylize(content, night)

# %% [markdown]
# **Be fair to it.** The decoder that comes with this project was trained for an hour and a half on
# two cores, which is one part in 360 of the pixels that the authors' decoder saw. It has learnt
# colours and large shapes, but no strokes; expect blobs with a fine grid.
# [The AdaIN page](../adain.md) tells how it was trained, and how to train a better one:
# `decoder=` takes it.
#
# Beside it, the optimisation on the same pair:

# %%
optimised = gatys.style_transfer(content, night, size=SIZE, steps=STEPS)
row(gatys.stylize(content, night).image, optimised.image)

# %% [markdown]
# ## Less of the style
#
# Features can be mixed before they are decoded. `alpha` goes from 0, the content's own features, to
# 1, the style's means and deviations. A `Stylizer` builds its graph and loads its weights once, for
# as many pictures as you like.

# %%
with gatys.Stylizer() as stylizer:
    found = [stylizer.stylize(content, night, alpha=alpha).image for alpha in (0, 0.5, 1)]
row(*found)

# %% [markdown]
# At 0 nothing is asked of the decoder but to give the picture back. That it cannot do even this
# well is the first thing to know about a decoder: whatever is wrong there is wrong everywhere.
#
# ## Try this
#
# **Two styles**, in any proportion. Replace the weights by `[3, 1]`.

# %%
gatys.stylize(content, [night, wall], weights=[1, 1])

# %% [markdown]
# **The size of strokes.** The style is resized before it is measured. What does a small style do?

# %%
row(*(gatys.stylize(content, wall, style_size=size).image for size in (64, 256)))

# %% [markdown]
# **The content's own colours.** `'match'` recolours the styles beforehand, `'luma'` takes nothing
# but the brightness from the result.

# %%
with gatys.Stylizer() as stylizer:
    found = [
        stylizer.stylize(content, night, preserve_color=kind).image
        for kind in (None, 'match', 'luma')
    ]
row(*found)
