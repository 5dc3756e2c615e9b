"""The figures of the blog's two posts: content reconstruction and style reconstruction.

See figures.py.
"""

from gatys_tf1.reproduce.entries import At, Crop, Figure, Run, Scale
from gatys_tf1.reproduce.settings import (
    BLOCKS,
    BLOG,
    DEPTHS,
    DOTS,
    FASTER,
    SEEDS,
    STROKES,
    blog_content,
    blog_style,
    lbfgs_content,
    our_style,
)

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
        'differ: from 0..1, shapes emerge from black with specks of false colour, while the fine '
        'noise of 0..255 stays visible to the end. With L-BFGS, 0..255 leads for ten evaluations '
        'only: 0..1 ends five times lower, and reaches Adam\'s loss of step 5,000 after 16 '
        'evaluations (24 from 0..255).',
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
        'bands. Fewer steps will do: at every layer, 120 evaluations of L-BFGS reach a lower loss '
        'than Adam in the steps that it has here (100,000 were not run). What looks like grain is '
        'left over from the start: noise that Adam has not yet removed or, behind a pooling layer, '
        'noise to which the layer is blind.',
        holds='the order: yes; nearly photographic: not after so few steps',
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
        see='In part. Adam was not run beyond 10,000 steps, and its picture is not good there: it '
        'still has grain, and still comes closer to the painting. L-BFGS goes further down the '
        'same loss and does turn round. A layer behind a pooling layer is blind to part of the '
        'starting noise, and that part is never removed. L-BFGS passes Adam\'s final loss after '
        '214 evaluations. From 320 on its loss still falls, from 48 to 29, but the picture moves '
        'away from the painting again, by 2 grey levels: that is most likely what the source saw. '
        'Regularisation cures it, as the source supposed: total variation more than halves the '
        'error, at the price of a soft picture (squared) or of flat patches (absolute). With '
        'average pooling the picture does not turn away within 800 steps, but its grain stays.',
        holds='in part; total variation is a cure',
        rows=(
            (DOTS, At('Adam, a tenth', LONG, 0.1), At('Adam, half', LONG, 0.5),
             At('Adam, the end', LONG, 1)),
            (At('L-BFGS, a fifth', CONV2_2['L-BFGS'], 0.2), *CONV2_2.values()),
            tuple(Crop(of, 24) for of in (LONG, *CONV2_2.values())),
        ),
        curves=True,
        drawings=('drawings.pixel_errors',),
        cut='224x224 pixels were cut to 64x64. The picture that the source found good has its '
        '10,000 steps; 100,000 would take too long here, so L-BFGS takes the same loss further '
        'down instead',
    ),
    Figure(
        'content-graph', 'blog-content', 'The good and the bad graph',
        saw='A graph of nodes called Variable, Variable_1, ... and the same graph with names: '
        '"specific names are so much more helpful".',
        see='The same: 36 names at the top level without scopes, 5 with them. The lesson [the good '
        'and the bad graph](gotchas/the-good-and-the-bad-graph.md) has the code.',
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
        see='Structures do grow with depth, for strokes and for dots, and with the source\'s '
        'settings depth 1 is a grainy texture without strokes (with ours, large blotches). But '
        'the source\'s settings do not give five different pictures: depths 4 and 5 give the same '
        'one (their pixels correlate by 1.00 for both paintings), since with equal weights '
        'conv5_1 contributes half a per cent of the loss. With our settings, which weight each '
        'layer by its energy, neighbouring depths correlate by 0.75 to 0.92, and depth 5 has '
        'forms of its own. Of the dots, depth 1 keeps the colours, with the source\'s settings as '
        'an even grain; the dots themselves are too small at 112 pixels.',
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
        'few steps there are blobs and waves in the noise, but no moon and no cypress. With '
        'ours it varies from 0.43 to 0.66 with the seed, and every time the moon is on the right '
        'and the cypress on the left, as in the painting: at 112 pixels the receptive field of '
        'conv5_1, 156 pixels, covers the whole picture, so its Gram matrix is no longer blind to '
        'places.',
        holds='with our settings only',
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
        'GB at the peak, coarse to fine. The crop does not look like the picture of 224 pixels: '
        'its strokes are larger and smoother. But 512 was painted coarse to fine and 224 in one '
        'go, from noise, so that says little about the size. With the blog\'s settings, 250 steps '
        'leave mostly noise: blobs and waves show at 112 pixels, hardly anything at 64.',
        holds='sizes are alike: yes; 512 is too large: no; a crop looks alike: not here, but it '
        'was painted differently',
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
        'drawing shows the objective as a list of scopes with arcs between them, without the '
        'nodes that train and save it.',
        holds='not here',
        rows=(tuple(our_style(f'depth {d}', 'strokes', d) for d in (2, 5)),),
        sheet=False,
        drawings=('graphs.by_depth',),
    ),
)  # fmt: skip
