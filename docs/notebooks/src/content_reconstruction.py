# %% [markdown]
# # Content reconstruction: what does a layer keep of a picture?
#
# VGG-19 was trained to name what is in a photograph. On the way from pixels to names it throws
# things away, layer by layer. We can see what is left: take the activations of one layer, start
# from white noise, and change the pixels until the noise has the same activations. Whatever comes
# back is what that layer knows about the picture.
#
# This is section 2.1 of Gatys, Ecker and Bethge (CVPR 2016). With $P^l$ for the activations of the
# picture at layer $l$, and $F^l$ for those of the noise $x$, the loss is
#
# $$\mathcal{L}_\text{content}(x, l) = \tfrac12 \sum_{ij} (F^l_{ij} - P^l_{ij})^2$$
#
# This project divides by the number of activations instead of by 2, so that layers compare.

# %%
import matplotlib.pyplot as plt
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples

# %% [markdown]
# A step costs time in proportion to the number of pixels. Try `SIZE = 384` when you have a minute.

# %% tags=["parameters"]
SIZE, STEPS = 192, 100

# %% [markdown]
# The picture is painted by code. Yours is as good: `picture = 'my.jpg'` works everywhere below
# except in the rows of pictures, which want arrays of one size.

# %%
picture = images.to_uint8(samples.coastal_scene(SIZE * 3 // 4, SIZE))[0]
PIL.Image.fromarray(picture)

# %% [markdown]
# ## One layer
#
# One call. The result shows itself; it has `image`, `losses` and `steps`.

# %%
result = gatys.content_reconstruction(picture, 'conv3_1', size=SIZE, steps=STEPS)
result

# %% [markdown]
# Everything is in its place, and edges are sharp. Look at areas that ought to be plain: there is a
# fine pattern on them that the picture does not have. conv3_1 comes after two poolings, and they
# have not noticed it.
#
# ## Watch it happen
#
# `callback` is called after every step with the step's number, its losses and its image. A step is
# one evaluation of the loss and its gradient; step 0 is the noise itself.

# %%
curve, moments = [], []


def watch(step):
    curve.append(step.losses['total'])
    if step.step in (0, STEPS // 20, STEPS // 5, STEPS):
        moments.append(images.to_uint8(step.image)[0])


gatys.content_reconstruction(picture, 'conv3_1', size=SIZE, steps=STEPS, callback=watch)


def row(*pictures):
    """Pictures of one height, side by side."""
    return PIL.Image.fromarray(np.hstack(pictures))


row(*moments)

# %%
plt.figure(figsize=(5, 2.5))
plt.semilogy(curve)
plt.xlabel('step')
plt.ylabel('loss')
plt.grid(alpha=0.3)

# %% [markdown]
# The axis is logarithmic: most of the loss is gone after a handful of steps, when the picture is
# still a mess. The eye is a harder judge than the mean.
#
# ## From shallow to deep
#
# The same for one layer of each block. Before you run the cell: which of these will be blurred,
# which will have wrong colours, which will have things in the wrong place?

# %%
layers = ['conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2']
found = {
    layer: gatys.content_reconstruction(picture, layer, size=SIZE, steps=STEPS) for layer in layers
}
row(*(result.image for result in found.values()))

# %% [markdown]
# None of them is blurred. conv1_2 gives the picture back. Then colours go astray, then textures,
# and at conv5_2 (which takes more steps than these) you can tell that there is a coast, but not
# what colour it has. *What is where* outlives *what it looks like*. That is why style transfer
# takes its content from conv4_2.
#
# In numbers: how far is each reconstruction from the picture, pixel by pixel, and how far are the
# two from each other when both are blurred a little?

# %%
for layer, result in found.items():
    difference = result.image[np.newaxis].astype(float) - picture
    by_pixel, blurred = (
        np.sqrt(np.mean(one**2)) for one in (difference, images.blur(difference, sigma=3))
    )
    print(f'{layer}: {by_pixel:5.1f} of 255, blurred {blurred:5.1f}')

# %% [markdown]
# At conv1_2 all that differs is noise so fine that the blur takes it away (and your eye did not
# mind): 100 steps have not removed all of it. Deeper down the colours of whole areas are wrong, and
# no blur and no number of steps helps.
#
# ## Try this
#
# **Start somewhere else.** The loss has many minima, and the start decides which one you get.
# Begin with another picture instead of noise: how much of it is still there at the end? Then try
# `'conv1_2'`, and `'conv5_2'`.

# %%
other = images.to_uint8(samples.night_sky(SIZE * 3 // 4, SIZE))[0]
options = gatys.Options(init=other)
gatys.content_reconstruction(picture, 'conv4_2', size=SIZE, steps=STEPS, options=options)

# %% [markdown]
# **Average instead of max pooling.** Gatys et al. replaced the network's max pooling for their
# pictures. Compare with the conv4_2 above; look at the plain areas.

# %%
options = gatys.Options(pool='avg')
gatys.content_reconstruction(picture, 'conv4_2', size=SIZE, steps=STEPS, options=options)

# %% [markdown]
# **Adam instead of L-BFGS.** The blog that this project follows used Adam. Same loss, same number
# of evaluations: which one gets lower?

# %%
for optimizer in ('lbfgs', 'adam'):
    options = gatys.Options(optimizer=optimizer)
    result = gatys.content_reconstruction(
        picture, 'conv4_2', size=SIZE, steps=STEPS, options=options
    )
    print(f'{optimizer}: {result.losses["total"]:.0f}')

# %% [markdown]
# Next: [what the layers know about style](style_reconstruction.ipynb). The equations as code are in
# [the walkthrough](../walkthrough.md).
