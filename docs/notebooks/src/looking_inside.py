# %% [markdown]
# # Looking inside: filters, feature maps, dreams, and the graph itself
#
# The other notebooks use VGG-19 as a judge. Here we look at what it sees, and then at the graph
# that does the work, whose nodes all have names.

# %%
import os
import tempfile

import IPython.display
import numpy as np
import PIL.Image

import gatys_tf1 as gatys
from gatys_tf1 import images, samples, sheets

# %% tags=["parameters"]
SIZE, STEPS = 256, 40


# %%
def show(picture):
    """A picture `[1, height, width, 3]`, 0..255, as a Pillow image, which shows itself."""
    return PIL.Image.fromarray(images.to_uint8(picture)[0])


picture = samples.coastal_scene(SIZE * 3 // 4, SIZE)
show(picture)

# %% [markdown]
# The functions of the front door, `gatys.…`, find the weights by themselves, and leave TensorFlow
# as it was. The modules below it want a `Config`: which weights, which pooling, which precision.
# And importing them switches this process to TensorFlow 1's behaviour for good, which is what we
# want here.

# %%
from gatys_tf1 import vgg
from gatys_tf1.inspect import visualize
from gatys_tf1.weights import checkpoint

config = vgg.Config(checkpoint.find())

# %% [markdown]
# ## Filters
#
# The first layer has 64 kernels of 3x3 pixels in three colours, so they can be looked at directly.
# Find edges in several directions, and pairs of opposite colours.

# %%
show(sheets.mosaic(visualize.filters(config), columns=16, gap=2, enlarge=8))

# %% [markdown]
# Deeper kernels have 64 to 512 channels and no colours. From here on we look at what they *do*.
#
# ## Feature maps
#
# Each channel of a layer is a picture of where it found what it looks for. Here are 16 channels of
# three layers, each scaled to its own range. Maps get smaller and more decided: at conv4_4 most
# positions are black.

# %%
for layer, maps in visualize.features(picture, ['conv1_2', 'conv3_4', 'conv4_4'], config).items():
    print(layer, maps.shape)
    views = np.stack([visualize.to_view(one) for one in maps[:16]])
    sheet = show(sheets.mosaic(views, columns=8, gap=2))
    IPython.display.display(sheet.resize((800, 800 * sheet.height // sheet.width)))

# %% [markdown]
# ## Which pixels matter
#
# The gradient of one feature map with respect to the pixels says which pixels it depends on. The
# plain gradient is noisy. *Guided* backpropagation drops, at every ReLU, what speaks against the
# activation, and shapes appear.

# %%
views = [
    visualize.gradients(picture, 'conv4_4', config, guided=guided).feature_map
    for guided in (False, True)
]
show(np.concatenate([visualize.signed_to_view(view) for view in views], axis=2))

# %% [markdown]
# ## Dreams
#
# Now the other way round: change the picture so that a layer is more excited by it. What it saw a
# little of becomes more.

# %%
gatys.deep_dream(picture, 'conv4_2', size=SIZE, steps=STEPS)

# %% [markdown]
# Without a picture, from gray noise: what does *one* channel want to see?

# %%
channels = [
    gatys.class_visualization('conv4_2', channel, size=SIZE // 2, steps=2 * STEPS).image
    for channel in (20, 78, 120)
]
PIL.Image.fromarray(np.hstack(channels))

# %% [markdown]
# ## The graph, by name
#
# `out=` makes a run leave its folder behind, which holds, besides an event file for TensorBoard:

# %%
folder = os.path.join(tempfile.mkdtemp(), 'run')
style = samples.night_sky(SIZE * 3 // 4, SIZE)
gatys.style_transfer(picture, style, size=SIZE, steps=5, out=folder)
[name for name in sorted(os.listdir(folder)) if not name.startswith('events')]

# %% [markdown]
# `state/graph.meta` is the graph. Plain TensorFlow 1 can load it; no line of this project is needed
# to look around in it.

# %%
import collections

import tensorflow.compat.v1 as tf

graph = tf.Graph()
with graph.as_default():
    saver = tf.train.import_meta_graph(os.path.join(folder, 'state', 'graph.meta'))

scopes = collections.Counter(op.name.split('/')[0] for op in graph.get_operations())
for scope, count in scopes.most_common():
    print(f'{count:5} operations in {scope}')

# %% [markdown]
# Those are the boxes that TensorBoard draws. Inside of them each layer has its place. (Nodes called
# `bfloat16` are there only on machines that have it in hardware.)

# %%
[op.name for op in graph.get_operations() if op.name.startswith('vgg_19/conv4/conv4_2/')]

# %% [markdown]
# A session and a name are all that it takes to compute a node. `name` is an operation, `name:0` its
# first output, and that difference is [a pitfall of its own](course_names.ipynb). The style's Gram
# matrix is a constant, so it needs no weights:

# %%
with tf.Session(graph=graph) as sess:
    gram = sess.run('style/conv1_1/gram_constant:0')
print(gram.shape, 'symmetric:', np.allclose(gram, gram.T))

# %% [markdown]
# The image and the losses need the network's weights, which come from the checkpoint, and the run's
# own variables, which come from its folder.

# %%
with tf.Session(graph=graph) as sess:
    with graph.as_default():
        network = [v for v in tf.global_variables() if v.op.name.startswith('vgg_19/')]
        tf.train.Saver(network).restore(sess, config.checkpoint)
    saver.restore(sess, tf.train.latest_checkpoint(os.path.join(folder, 'state')))
    step, total, content = sess.run(['train/step:0', 'loss/total:0', 'loss/content/total:0'])
print(f'next step: {step}, total loss: {total:.0f}, of which content: {content:.0f}')

# %% [markdown]
# ## Try this
#
# **Another layer to dream with.** `'conv3_3'` makes strokes, `'conv5_1'` makes animals. `guide=` is
# another picture, towards whose features this one is drawn:

# %%
gatys.deep_dream(picture, 'conv4_2', size=SIZE, steps=STEPS, guide=style)

# %% [markdown]
# **What a layer keeps.** [Content reconstruction](content_reconstruction.ipynb) again, but with a
# preference for pictures that look natural. Compare `'conv3_1'` and `'conv5_1'`.

# %%
gatys.feature_inversion(picture, 'conv4_2', size=SIZE, steps=2 * STEPS)

# %% [markdown]
# **Any node.** Fetch `'vgg_19/pool1/AvgPool:0'` in the last session: what shape does it have, and
# why? [The graph](../graph.md) lists the nodes, [looking inside](../looking-inside.md) has larger
# pictures.
