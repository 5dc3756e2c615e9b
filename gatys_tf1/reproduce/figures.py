"""The table: one entry for each figure of the sources, with the sources' own settings first.

Runs with a `published` scale have the settings of a source. `cut` says what was cut to fit into
an hour on two cores; `--published` runs them as the source did. A source is a key of
docs/references.md. What a figure shows (`see`) was written from the runs on docs/results.md.
"""

from gatys_tf1 import architecture
from gatys_tf1.reproduce.entries import At, Crop, Figure, Picture, Run, Scale

BLOG = '--preset blog --precision float32'  # Adam with 0.1, raw pixels, max pooling, squares
LBFGS = f'{BLOG} --optimizer lbfgs'  # the same problem, by our optimiser
BLOCKS = ('conv1_2', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2')
STYLE_LAYERS = ('conv1_1', 'conv2_1', 'conv3_1', 'conv4_1', 'conv5_1')
DEPTHS = range(1, 6)
SHORT, TRANSFERRED = Scale(100, 112), Scale(100, 128)
SEEDS = range(3)
FASTER = (
    '100,000 steps at a learning rate of 0.1 were cut to 250 at 1, 224x224 pixels to 112x112: with '
    'Adam, a pixel moves by about the learning rate in each step, so at 0.1 it would take more '
    'than a thousand steps to get as far'
)
DOTS, STROKES, COAST, WALL = map(Picture, ('dots', 'strokes', 'coast', 'bricks'))


def blog_content(title, layer, here, published, flags='', stages=2):
    command = f'content --image {{dots}} --layer {layer} {BLOG} {flags}'.strip()
    return Run(title, command, here, published, stages)


def lbfgs_content(title, layer, here, flags='', stages=2):
    command = f'content --image {{dots}} --layer {layer} {LBFGS} {flags}'.strip()
    return Run(title, command, here, None, stages)


def blog_style(title, picture, depth, seed=0, size=112):
    command = f'style --image {{{picture}}} --depth {depth} --seed {seed} {BLOG}'
    return Run(title, command, Scale(250, size, 1.0), Scale(100_000, 2 * size, 0.1))


def our_style(title, picture, depth, seed=0, scale=SHORT):
    return Run(title, f'style --image {{{picture}}} --depth {depth} --seed {seed}', scale)


def transfer(title, flags='', scale=TRANSFERRED):
    command = f'transfer --content {{coast}} --style {{strokes}} {flags}'
    return Run(title, command.strip(), scale)


# --- the content post ----------------------------------------------------------------------------

NOISE_01 = blog_content(
    'noise of 0..1', 'conv1_2', Scale(5000, 80), Scale(5000, 224), '--init noise01'
)
NOISE_255 = blog_content('noise of 0..255', 'conv1_2', Scale(5000, 80), Scale(5000, 224))
LBFGS_01 = lbfgs_content('0..1, L-BFGS', 'conv1_2', Scale(120, 80), '--init noise01')
LBFGS_255 = lbfgs_content('0..255, L-BFGS', 'conv1_2', Scale(120, 80))
LONG = blog_content(
    'Adam', 'conv2_2', Scale(10_000, 64), Scale(100_000, 224), stages=10
)  # fmt: skip
CONV2_2 = {
    title: lbfgs_content(title, 'conv2_2', Scale(800, 64), flags, stages=5)
    for title, flags in {
        'L-BFGS': '',
        'TV, squared, 10': '--tv-weight 10',
        'TV, absolute, 100': '--tv-weight 100 --tv-kind absolute',
        'average pooling': '--pool avg',
    }.items()
}

CONTENT_POST = (
    Figure(
        'content-noise', 'blog-content', 'Noise of 0..1 and of 0..255, reconstructed from conv1_2',
        saw='Noise of 0..255 "sped up training a little". Along the way the pictures look quite '
        'different: those from 0..1 are dark at first. It shows steps 0, 2,500 and 5,000.',
        see='Training does speed up at first: after 2,500 steps the loss is 166 from 0..255 and '
        '2,780 from 0..1. By step 5,000 both are at 32, so the head start is gone. The pictures do '
        'differ: from 0..1, shapes emerge from black without any noise, while the noise of 0..255 '
        'stays visible to the end. With our optimiser it is the other way round: L-BFGS from 0..1 '
        'ends five times lower, and reaches Adam\'s loss of step 5,000 after 16 evaluations (24 '
        'from 0..255).',
        holds='for the first half only',
        rows=tuple(
            tuple(At(f'{run.title}: {when}', run, share)
                  for when, share in (('start', 0), ('half way', 0.5), ('end', 1)))
            for run in (NOISE_01, NOISE_255, LBFGS_01, LBFGS_255)
        ),
        curves=True,
        cut='224x224 pixels were cut to 80x80; the number of steps is the source\'s. It does not '
        'say which layer; conv1_2 is the first that it uses',
    ),
    Figure(
        'content-rates', 'blog-content', 'Learning rates 1e-3 and 1e-1',
        saw='With TensorFlow\'s default, 1e-3, the loss falls slowly and the picture stays noise; '
        '"1e-1 worked fine".',
        see='The claim holds: in 5,000 steps, 1e-3 can move a pixel by only 5 of 255 grey '
        'levels, and the picture is still the noise that it started from. But 0.1 is still low '
        'for pixels: at 10, Adam needs 108 evaluations for what takes 5,000 at 0.1; L-BFGS, '
        'which has no rate to choose, needs 24.',
        holds='yes; 0.1 is still low',
        rows=((
            blog_content('Adam, 0.001', 'conv1_2', Scale(5000, 80, 0.001),
                         Scale(5000, 224, 0.001)),
            NOISE_255._replace(title='Adam, 0.1'),
            Run('Adam, 10', f'content --image {{dots}} --layer conv1_2 {BLOG}',
                Scale(500, 80, 10.0)),
            LBFGS_255._replace(title='L-BFGS, without a rate'),
        ),),
        curves=True,
        cut='224x224 pixels were cut to 80x80; the source names neither the layer nor the number '
        'of steps: here they are conv1_2 and 5,000',
    ),
    Figure(
        'content-layers', 'blog-content', 'Reconstructions from conv1_2 to conv5_2',
        saw='From left to right, less and less of the picture is left: conv1_2 and conv2_2 are '
        'nearly photographic, conv5_2 keeps only the arrangement. It took 100,000 steps, '
        '"probably an unnecessarily large number"; conv2_2 was stopped at 10,000.',
        see='The order holds: conv1_2 to conv4_2 keep the scene, conv5_2 little more than its '
        'bands. 100,000 steps are indeed unnecessary: at every layer, 120 evaluations of L-BFGS '
        'reach a lower loss than 250 steps of Adam. What looks like grain is left over from the '
        'start: noise to which the layer is blind stays in the picture.',
        holds='yes',
        rows=(
            (DOTS, *(
                NOISE_255._replace(title='conv1_2, Adam') if layer == 'conv1_2' else
                blog_content(f'{layer}, Adam', layer, Scale(250, 112, 1.0),
                             Scale(10_000 if layer == 'conv2_2' else 100_000, 224, 0.1))
                for layer in BLOCKS
            )),
            (DOTS, *(
                LBFGS_255._replace(title='conv1_2, L-BFGS') if layer == 'conv1_2' else
                lbfgs_content(f'{layer}, L-BFGS', layer, Scale(120, 112)) for layer in BLOCKS
            )),
        ),
        cut=f'{FASTER}. conv1_2 has 5,000 steps at 0.1, at 80x80 pixels',
    ),
    Figure(
        'content-conv2_2', 'blog-content', 'conv2_2 at 10,000 steps and beyond, and the cures',
        saw='After 10,000 steps the picture was good; by 100,000 it had "started to pick up some '
        'odd artifacts", and "perhaps regularization of some sort is required".',
        see='The claim holds, but neither Adam nor the number of steps is to blame: a layer '
        'behind a pooling layer is blind to the starting noise, which is never removed. Over '
        '10,000 steps Adam\'s picture still comes closer to the painting. L-BFGS passes Adam\'s '
        'final loss after 214 evaluations. From 320 on its loss still falls, from 48 to 29, but '
        'the picture moves away from the painting again: that is most likely what the source saw. '
        'Regularisation cures it, as the source supposed: total variation, squared or absolute, '
        'more than halves the error, at the price of a soft picture. Average pooling does not '
        'cure it.',
        holds='yes; total variation is a cure',
        rows=(
            (DOTS, At('Adam, a tenth', LONG, 0.1), At('Adam, half', LONG, 0.5),
             At('Adam, the end', LONG, 1)),
            (At('L-BFGS, a fifth', CONV2_2['L-BFGS'], 0.2), *CONV2_2.values()),
            tuple(Crop(of, 24) for of in (LONG, *CONV2_2.values())),
        ),
        curves=True,
        drawings=('drawings.pixel_errors',),
        cut='224x224 pixels were cut to 64x64. The good picture has the source\'s 10,000 steps; '
        '100,000 would take too long here, so L-BFGS takes the same loss further down instead',
    ),
    Figure(
        'content-graph', 'blog-content', 'The good and the bad graph',
        saw='A graph of nodes called Variable, Variable_1, ... and the same graph with names: '
        '"specific names are so much more helpful".',
        see='The same: 36 boxes without names, 5 with names and scopes. The lesson [the good and '
        'the bad graph](gotchas/the-good-and-the-bad-graph.md) has the code.',
        holds='yes',
        drawings=('graphs.good_and_bad',),
    ),
)  # fmt: skip

# --- the style post ------------------------------------------------------------------------------

STYLE_POST = (
    Figure(
        'style-depths', 'blog-style', 'Style of depth 1 to 5, of strokes and of dots',
        saw='With more layers the structures grow, and the five pictures are clearly different. '
        'For the dots of Coastal Scene, one layer "reconstructs the image with the most '
        'distilled essence of style"; with two layers The Starry Night looks unlike the paper\'s '
        'figure, with five much more like it.',
        see='Structures do grow with depth, for strokes and for dots, and depth 1 is a grainy '
        'texture without strokes. But the source\'s settings do not give five different '
        'pictures: depths 4 and 5 give the same one (their pixels correlate by 1.00 for both '
        'paintings), since with equal weights conv5_1 contributes half a per cent of the loss. '
        'With our settings, which weight each layer by its energy, neighbouring depths correlate '
        'by 0.75 to 0.92, and depth 5 has forms of its own. For the dots, depth 1 keeps the '
        'colours and an even grain; the dots themselves are too small at 112 pixels.',
        holds='structures grow: yes; five different pictures: not by its settings',
        rows=(
            (STROKES, *(blog_style(f'blog, depth {d}', 'strokes', d) for d in DEPTHS)),
            (STROKES, *(our_style(f'ours, depth {d}', 'strokes', d) for d in DEPTHS)),
            (DOTS, *(blog_style(f'blog, depth {d}', 'dots', d) for d in DEPTHS)),
            (DOTS, *(our_style(f'ours, depth {d}', 'dots', d) for d in DEPTHS)),
        ),
        cut=FASTER,
    ),
    Figure(
        'style-seeds', 'blog-style', 'Five layers from the seeds 0, 1, 2',
        saw='"The amount of localization does seem to vary quite a bit depending on the seed": '
        'with some seeds the large structures are where they are in the painting.',
        see='It does vary, once the deep layers count. *Arrangement kept* in the table is the '
        'correlation between the brightness of the result and of the painting, each reduced to '
        '8x8 pixels. With the source\'s settings it is below 0.1 for all three seeds: after so '
        'few steps there are no large structures, neither in their place nor elsewhere. With '
        'ours it varies from 0.43 to 0.66 with the seed, and every time the moon is on the right '
        'and the cypress on the left, as in the painting: at 112 pixels the receptive field of '
        'conv5_1, 156 pixels, covers the whole picture, so its Gram matrix is no longer blind to '
        'places.',
        holds='yes',
        rows=(
            (STROKES, *(blog_style(f'blog, seed {s}', 'strokes', 5, s) for s in SEEDS)),
            (STROKES, *(our_style(f'ours, seed {s}', 'strokes', 5, s) for s in SEEDS)),
        ),
        arrangement='strokes',
        cut=FASTER,
    ),
    Figure(
        'style-sizes', 'blog-style', 'Sizes 128, 176, 224 and 512, with all five layers',
        saw='128, 176 and 224 pixels with three seeds each: "There weren\'t too many '
        'differences." 512 pixels were possible with one and two layers only; with three and '
        'more the machine, whose GPU had 8 GB, restarted. A crop of 224 pixels from the picture '
        'of 512 looks like the picture of 224.',
        see='For us, too, there is little difference in kind between the source\'s three sizes; '
        'with our settings the moon stays on the right from 128 to 512 pixels, and the '
        'arrangement kept is 0.35 to 0.47. 512 pixels with five layers are no problem today: 1.3 '
        'GB at the peak, coarse to fine. But the crop does not look like the picture of 224 '
        'pixels: with five layers, unlike with one or two, the strokes at 512 are larger and '
        'smoother. With the blog\'s settings, 250 steps leave too much noise to tell the sizes '
        'apart.',
        holds='sizes are alike: yes; 512 is too large, a crop looks alike: no',
        rows=(
            *((*(blog_style(f'blog, {size}, seed {seed}', 'strokes', 5, seed, size)
                 for size in (64, 88, 112)),) for seed in SEEDS),
            tuple(our_style(f'ours, {size}', 'strokes', 5, scale=Scale(100, size))
                  for size in (128, 176, 224)),
            (our_style('ours, 512', 'strokes', 5, scale=Scale((100, 40, 25), (128, 256, 512))),
             Crop(our_style('ours, 512', 'strokes', 5,
                            scale=Scale((100, 40, 25), (128, 256, 512))), 224),
             STROKES),
        ),
        arrangement='strokes',
        cut=f'{FASTER}; so 128, 176 and 224 became 64, 88 and 112 in the blog\'s rows. Our '
        'rows have the sizes named; 512 is made from coarse to fine: 128, 256, 512',
    ),
    Figure(
        'style-graph', 'blog-style', 'The graph with two and with five layers',
        saw='With five layers "tensorboard simply collapsed similar information but this concise '
        'view isn\'t great for debugging".',
        see='Ours does not collapse: TensorBoard folds nodes whose names differ only by a number '
        '(MatMul_1, MatMul_2), and here every layer\'s nodes are named after the layer. The '
        'drawing shows the objective as boxes, without the nodes that train and save it.',
        holds='not here',
        rows=(tuple(our_style(f'depth {d}', 'strokes', d) for d in (2, 5)),),
        sheet=False,
        drawings=('graphs.by_depth',),
    ),
)  # fmt: skip

# --- style transfer ------------------------------------------------------------------------------

OURS = transfer('ours')
TRANSFER = (
    Figure(
        'transfer-presets', 'class-post', 'Style transfer by the settings of each source',
        saw='The class-visualisation post shows a tower in the manner of The Starry Night; the '
        'blog announces style transfer but stops before it (its notebook has the numbers).',
        see='After 400 steps the blog\'s numbers leave a texture of blue and yellow grains '
        'without the content: a hundred times the style loss (100 is its weight) is still 240 '
        'times the content loss, which has hardly fallen. The presets neural-style and gatys, '
        'which start from noise, show the content in the style\'s colours; the paper\'s (gatys) '
        'needs more steps to lose its grain. Ours starts from the content and has neither '
        'problem.',
        holds='it makes no claim',
        rows=((
            COAST, STROKES,
            Run('the blog\'s notebook',
                f'transfer --content {{coast}} --style {{strokes}} {BLOG}',
                Scale(400, 112, 1.0), Scale(10_000, 224, 0.1)),
            Run('neural-style',
                'transfer --content {coast} --style {strokes} --preset neural-style',
                Scale(150, 128), Scale(1000, 224)),
            Run('gatys', 'transfer --content {coast} --style {strokes} --preset gatys',
                Scale(150, 128), Scale(1000, 512)),
            OURS,
        ),),
        cut='The blog\'s 10,000 steps at 0.1 were cut to 400 at 1, neural-style\'s 1,000 to 150, '
        'and the paper\'s, for which it gives no number, to 150; the sizes are in the table',
    ),
    Figure(
        'transfer-weights', 'datalab', 'Content and style weight over four decades',
        saw='Its assignment is to try other weights and to say what they do.',
        see='The content disappears gradually: at 0.0008 only its colours have changed, at 0.08 '
        'every stroke has, at 0.8 the lighthouse is a shadow and the painting\'s moon is in the '
        'sky, at 8 nothing of the content is left. Over the last decade the picture changes '
        'least: the style has won. So useful weights lie within two decades, here 0.008 to 0.8.',
        holds='it makes no claim',
        rows=(tuple(
            OURS._replace(title='beta 0.08, the default') if beta == '0.08' else
            transfer(f'beta {beta}', f'--style-weight {beta}')
            for beta in ('0.0008', '0.008', '0.08', '0.8', '8')
        ),),
    ),
    Figure(
        'transfer-tv', 'datalab', 'Weights of total variation',
        saw='Without it "a lot of high frequency artifacts"; with it "the image has better quality '
        'and looks really like a masterpiece".',
        see='In the squared form, a weight of 10 removes the fine pattern and leaves the '
        'strokes; at 100 the picture is out of focus. The tutorial\'s absolute form, at 100, '
        'does what the squared one does at 10, with harder edges; at 1000 it makes flat patches. '
        'Whether the result looks more like a masterpiece is a matter of taste: at 128 pixels '
        'the strokes themselves are high frequencies, and a weight that removes all artefacts '
        'removes them, too. The right weight has little to do with those of the other losses: 1 '
        '(absolute: 10) has no visible effect, 100 (1000) is too much.',
        holds='as to artefacts: yes',
        rows=(
            tuple(OURS._replace(title='none') if not w else
                  transfer(f'squared, {w}', f'--tv-weight {w}') for w in (0, 1, 10, 100)),
            tuple(OURS._replace(title='none') if not w else
                  transfer(f'absolute, {w}', f'--tv-kind absolute --tv-weight {w}')
                  for w in (0, 10, 100, 1000)),
        ),
    ),
    Figure(
        'transfer-edges', 'datalab', 'High frequencies before and after total variation',
        saw='Style transfer has increased the high-frequency components, the differences along x '
        'and y; "you can get similar output from the Sobel edge detector". After total variation '
        'there are fewer.',
        see='Only half of this holds for a painted content, which has many edges of its own: '
        'style transfer raises the mean difference along x from 9.6 to 12.0, but lowers the one '
        'along y from 15.3 to 13.6 and Sobel\'s from 30.1 to 24.0. What it adds is fine and '
        'everywhere; what it removes is the content\'s few strong edges. Sobel shows the same '
        'lines but, because it smooths, less of the fine pattern. Total variation (squared, '
        'weight 10) removes a quarter of the differences (9.0 and 10.2) and hardly any of '
        'Sobel\'s edges (22.6): the noise goes; the strokes stay, but are softer.',
        holds='along x only',
        rows=((OURS._replace(title='before'), transfer('after', '--tv-weight 10')),),
        sheet=False,
        drawings=('drawings.edges',),
    ),
    Figure(
        'transfer-style-layers', 'datalab', 'Style layers, one at a time',
        saw='Its assignment is to try other layers in both losses.',
        see='conv1_1 gives colours and grain, conv2_1 and conv3_1 short strokes, conv4_1 the '
        'longest strokes and contrasts of its own; the whirls and the moon appear only with all '
        'five. conv5_1 alone changes nothing at the same style weight: its Gram matrices are so '
        'small that it needs a larger weight (its loss is 29 where conv4_1\'s is 66,000). So the '
        'early layers are style in the sense of texture, and it is the balance between the '
        'layers that counts.',
        holds='it makes no claim',
        rows=((OURS._replace(title='all five'),
               *(transfer(x, f'--style-layers {x}') for x in STYLE_LAYERS)),),
    ),
    Figure(
        'transfer-content-layers', 'datalab', 'Content layers',
        saw='The same assignment; the class-visualisation post takes conv4_2 and conv5_2.',
        see='The earlier the layer, the more of the drawing stays: with conv2_2 the stripes of '
        'the lighthouse and the sails are still there, with conv5_2 the scene is hardly '
        'recognisable and the painting\'s arrangement takes over. conv4_2 is between them; '
        'giving half of its weight to conv5_2 changes little, since conv5_2\'s features are '
        'small.',
        holds='it makes no claim',
        rows=(tuple(
            OURS._replace(title='conv4_2') if layers == 'conv4_2' else
            transfer(layers, f'--content-layers {layers}')
            for layers in ('conv2_2', 'conv3_2', 'conv4_2', 'conv5_2', 'conv4_2:0.5,conv5_2:0.5')
        ),),
    ),
    Figure(
        'transfer-styles', 'datalab', 'One content in 25 styles, by optimisation and by AdaIN',
        saw='One photograph in 25 styles from WikiArt by AdaIN, "up to three orders of magnitude '
        'faster" than 30 seconds of optimisation per picture.',
        see='25 paintings give 25 clearly different pictures either way. Both methods take over '
        'the palette; optimisation also takes over forms (the ruffs of Hals, the branches of '
        'Mondrian, the drapery of Botticelli), where AdaIN with this decoder keeps to the '
        'content and changes colours and grain. As to speed, at this size a picture took 31 '
        'seconds by optimisation, including the start of its process, and one or two by AdaIN, '
        'most of it spent on encoding the style at 512 pixels. [AdaIN](adain.md) has the '
        'comparison at 512 pixels on an idle machine: 240 times as fast, over two orders of '
        'magnitude.',
        holds='two orders of magnitude rather than three',
        each=Run('', 'transfer --content {coast} --style {each}', Scale(60, 128)),
        sheet=False,
        drawings=('from_python.many_styles',),
        quick=9,
    ),
)  # fmt: skip

# --- the losses post and the class-visualisation post --------------------------------------------

OTHERS = (
    Figure(
        'losses-alone', 'losses-post', 'Content alone, style alone, both',
        saw='From noise, after 10 iterations each, the content alone gives the skyline in noise, '
        'and the style alone a texture; both together, starting from the content picture, give a '
        'painting.',
        see='The same three pictures, after 100 evaluations instead of 10 iterations: the '
        'content emerges from noise with wrong colours and grain, the style gives a texture, and '
        'both together a painting. Starting from the content gives less grain than starting from '
        'noise and about the same loss, 67,600 and 69,100. All losses of the post together '
        '(`--preset combined`) give a smoother picture with longer strokes.',
        holds='yes',
        rows=((
            Run('content alone', 'content --image {coast} --layer conv4_2', Scale(100, 128)),
            Run('style alone', 'style --image {strokes}', Scale(100, 128)),
            transfer('both, from noise', '--init noise'),
            OURS._replace(title='both, from the content'),
            transfer('combined', '--preset combined'),
        ),),
    ),
    Figure(
        'raw-features', 'losses-post', 'Style by raw features and by Gram matrices',
        saw='Using the Gram matrix "as the comparison, instead of the pure output, communicates '
        'style far more effectively"; the post shows no picture made from the pure output.',
        see='The post is right, and the picture shows why: raw features are tied to places. With '
        'a small weight nothing of the painting appears; with ten times that weight, its '
        'cypress, swirls and moon lie over the coast as in a double exposure, each where it is '
        'in the painting, and the coast\'s own colours remain. A Gram matrix, which forgets '
        'places, paints the coast in the painting\'s strokes. In code, style by raw features is '
        '`content_term` with the style picture, given as `gatys.Options(terms=...)`: '
        '[from_python.py](../gatys_tf1/reproduce/from_python.py).',
        holds='yes',
        rows=((OURS._replace(title='by Gram matrices'),),),
        sheet=False,
        drawings=('from_python.raw_features',),
    ),
    Figure(
        'shift', 'losses-post', 'Shifted Gram matrices: a diagram, a texture, a transfer',
        saw='Features and their shifted copies are multiplied; "this slight change to the style '
        'loss function has a significant effect on the output" of a transfer.',
        see='In the texture, shift 4 makes the courses of the wall straighter and the bricks '
        'more even, and powers of two do so even more; Gram matrices alone already make bricks, '
        'but slanting ones of all sizes. The transfer shows the effect, too, but it is not '
        'dramatic: the courses run through the sky without breaks, and a patch of noise without '
        'bricks has disappeared. The price is time: 64 and 84 seconds instead of 47 for the '
        'texture.',
        holds='yes for a regular style; the effect on a transfer is smaller',
        rows=(
            (WALL, *(
                Run(title, f'style --image {{bricks}} {flags}'.strip(), Scale(120, 128), least=112)
                for title, flags in (
                    ('Gram matrices alone', ''),
                    ('shift 4', '--long-range-weight 1'),
                    ('powers of two', '--long-range-weight 1 --shifts powers'),
                )
            )),
            (COAST, *(
                Run(title, f'transfer --content {{coast}} --style {{bricks}} {flags}',
                    TRANSFERRED, least=112)
                for title, flags in (
                    ('a transfer, Gram matrices alone', '--style-weight 0.008'),
                    ('a transfer, shift 4', '--style-weight 0.008 --long-range-weight 0.008'),
                    ('a transfer, powers of two',
                     '--style-weight 0.008 --long-range-weight 0.008 --shifts powers'),
                )
            )),
        ),
        drawings=('drawings.shift_diagram',),
    ),
    Figure(
        'histograms', 'losses-post', 'Histograms: source, target, matched; two gray pictures',
        saw='The histograms of a layer\'s values in source, target and match; "the jitteriness '
        'of the matched histogram can be attributed to the number of histogram bins", 255. Two '
        'gray pictures, one matched to the other.',
        see='The jitter is there and has the cause that the post names: with 255 bins the match '
        'has 116 different values, with gaps and spikes, and is 14 away from the target; with '
        '4,081 bins it has 1,181 values, no visible jitter, and is 0.9 away. But the jitter can '
        'be avoided: matching by rank uses every value, 257,717 of them, and is exact for each '
        'channel on its own. In the transfer, it brings the content\'s bright places down to the '
        'painting\'s brightness, while one histogram over all channels, as in the post, hardly '
        'changes the picture. The matched gray picture has the target\'s mean and deviation, by '
        'rank and by bins.',
        holds='yes; by rank there is no jitter',
        rows=((
            OURS._replace(title='Gram matrices alone'),
            transfer('with histograms, by rank', '--histogram-weight 30'),
            transfer('with one histogram of 255 bins',
                     '--histogram-weight 30 --histogram-kind global255'),
        ),),
        drawings=('measured.histograms', 'measured.gray_pictures'),
    ),
    Figure(
        'channels', 'class-post', 'What excites channels of every layer',
        saw='Zeiler and Fergus\' sheets: the first layers capture edges, strokes and colours, '
        'layer 3 and later larger structures, layers 4 and 5 parts of objects.',
        see='It holds for paintings, too: conv1 responds to plain colours and single edges, '
        'conv2 and conv3 to stripes, corners and weaves of growing size, conv4 to scales, eyes '
        'and folds of cloth, conv5 to curves and rounded shapes whose patches are figures and '
        'heads. From conv4_3 on, several channels choose the same faces, so three patches say '
        'less about what a channel is for. With `--photos FOLDER` the patches come from your own '
        'photographs.',
        holds='yes',
        rows=tuple(
            (Run(layer, f'classes --layer {layer} --channel 7,20,33', Scale(32, 96)),)
            for layer in architecture.LAYERS
            if layer.startswith('conv')
        ),
        sheet=False,
        drawings=('measured.channels',),
        quick=4,
    ),
    Figure(
        'class', 'class-post', 'A class, painted from noise',
        saw='A spider, painted from noise by gradient ascent on the class\'s score.',
        see='Nothing: the checkpoint here holds only the convolutions. With the full checkpoint, '
        'the command is `gatys-tf1 classes --class "barn spider"`.',
        holds='not tried here',
        rows=((Run('barn spider', 'classes --class "barn spider"', Scale(200, 224), least=224),),),
        needs_full=True,
    ),
)  # fmt: skip

FIGURES = {figure.name: figure for figure in (*CONTENT_POST, *STYLE_POST, *TRANSFER, *OTHERS)}
