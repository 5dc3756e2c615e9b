# %% [markdown]
# # Style transfer: one picture's content, another one's style
#
# [A layer's activations](content_reconstruction.ipynb) hold what is where,
# [Gram matrices](style_reconstruction.ipynb) what it looks like. Ask for both at once, and you have
# the paper's main idea (section 2.3, equation 7):
#
# $$\mathcal{L}_\text{total} = \alpha \mathcal{L}_\text{content} + \beta \mathcal{L}_\text{style}$$
#
# $\alpha$ is 1 here, and $\beta$ is called `style_weight`.

# %%
import IPython.display
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples

# %% tags=["parameters"]
SIZE, STEPS = 224, 100


# %%
def row(*pictures):
    """Pictures of one height, side by side."""
    return PIL.Image.fromarray(np.hstack(pictures))


content = images.to_uint8(samples.coastal_scene(SIZE * 3 // 4, SIZE))[0]
style = images.to_uint8(samples.night_sky(SIZE * 3 // 4, SIZE))[0]
row(content, style)

# %% [markdown]
# ## The picture, while it is painted
#
# The callback shows every tenth step in place. It starts at the content picture; strokes appear
# first, and then they begin to follow the shapes.

# %%
view = IPython.display.display(PIL.Image.fromarray(content), display_id=True)


def show(step):
    if step.step % 10 == 0:
        view.update(PIL.Image.fromarray(images.to_uint8(step.image)[0]))


result = gatys.style_transfer(content, style, size=SIZE, steps=STEPS, callback=show)

# %% [markdown]
# `result.save('result.png')` writes it. Its losses:

# %%
result.losses

# %% [markdown]
# `callback` can also end a run: it ends as soon as the function returns `False`.
#
# ## How much style?
#
# There is no right $\beta$; it is a matter of taste, and it depends on the pair. Look for the point
# where the lighthouse begins to dissolve.

# %%
betas = [0.01, 0.08, 0.64]
row(
    *(
        gatys.style_transfer(content, style, size=SIZE, steps=STEPS, style_weight=beta).image
        for beta in betas
    )
)

# %% [markdown]
# ## A loss of your own
#
# In this project a loss is a value, a `Term`: a name, a weight, and a function that builds its node
# from the image and the network's end points. Here is one that wants each half of the picture to
# look like the other in a mirror. It is real graph code: `tf` is TensorFlow 1's, and the gradient
# comes for free.

# %%
from gatys_tf1.objective import LayerLoss, Term
from gatys_tf1.tf1 import tf


def symmetry(image, points, targets):
    mirrored = tf.reverse(image, axis=[2])
    with tf.name_scope('loss/'):
        value = tf.reduce_mean(tf.squared_difference(image, mirrored), name='symmetry')
    return {'symmetry': LayerLoss(1.0, value)}


options = gatys.Options(terms=(Term('symmetry', 100.0, symmetry),))
symmetric = gatys.style_transfer(content, style, size=SIZE, steps=STEPS, options=options)
print(symmetric.losses['symmetry'])
symmetric

# %% [markdown]
# ## Try this
#
# **Two styles.** A list of styles is blended: the Gram matrices are averaged. Add `content` itself
# to the list.

# %%
wall = images.to_uint8(samples.brick_wall(SIZE * 3 // 4, SIZE))[0]
gatys.style_transfer(content, [style, wall], size=SIZE, steps=STEPS)

# %% [markdown]
# **Start from noise.** The paper started from noise, this project starts from the content. After
# the same number of steps, which is better? And after 500?

# %%
options = gatys.Options(init='noise')
gatys.style_transfer(content, style, size=SIZE, steps=STEPS, options=options)

# %% [markdown]
# **From coarse to fine.** The network's windows do not grow with the picture, so strokes get
# relatively smaller in a large one. First small, then large keeps them large. `steps` may have a
# number for each scale.

# %%
options = gatys.Options(scales=(SIZE // 2, SIZE))
gatys.style_transfer(content, style, steps=(STEPS, STEPS // 3), options=options)

# %% [markdown]
# There are more losses, several styles with masks, and the content's own colours: see
# [the losses](../losses.md). Next: [a look inside](looking_inside.ipynb), or
# [any style in one pass](adain.ipynb).
