"""The figures of style transfer: the class-visualisation post's and the tutorial's.

See figures.py.
"""

from gatys_tf1.architecture import STYLE_LAYERS
from gatys_tf1.reproduce.entries import Figure, Run, Scale
from gatys_tf1.reproduce.settings import BLOG, COAST, OURS, STROKES, transfer

TRANSFER = (
    Figure(
        'transfer-presets', 'class-post', 'Style transfer by the settings of each source',
        saw='The class-visualisation post shows a tower in the manner of The Starry Night; the '
        'blog announces style transfer but stops before it (its notebook has the numbers).',
        see='After 400 steps the blog\'s numbers leave a texture of blue and yellow grains '
        'without the content: a hundred times the style loss (100 is its weight) is still 240 '
        'times the content loss, which has hardly fallen. The presets neural-style and gatys, '
        'which start from noise, show the content in the style\'s colours; the paper\'s (gatys) '
        'needs more steps to lose its grain. Ours starts from the content: it keeps the scene and '
        'has no grain.',
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
        'and those of the paper, which gives no number (1,000 is ours), to 150; the sizes are in '
        'the table',
    ),
    Figure(
        'transfer-weights', 'datalab', 'Content and style weight over four decades',
        saw='Its assignment is to try other weights and to say what they do.',
        see='The content disappears gradually: at 0.0008 its colours have changed, and a fine '
        'ripple has come into the sky; at 0.08 every stroke has changed; at 0.8 the lighthouse '
        'is a blotch and the painting\'s moon is in the sky; at 8 only a few outlines are left. '
        'Over the last decade the picture changes least: the style has won. So useful weights '
        'lie within two decades, here 0.008 to 0.8.',
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
        see='In the squared form, a weight of 10 removes the fine pattern and leaves the strokes; '
        'at 100 the picture is out of focus. The tutorial\'s absolute form, at 100, does what the '
        'squared one does at 10, with harder edges; at 1000 it makes flat patches. Whether the '
        'result looks more like a masterpiece is a matter of taste: at 128 pixels the strokes '
        'themselves are high frequencies, and a weight that removes all artefacts removes them, '
        'too. For this painting at 128 pixels, 1 (absolute: 10) has hardly any effect, and 100 '
        '(1000) is too much; for the pair in [choosing the settings](choosing.md), at 224 pixels, '
        'each takes ten times as much.',
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
        'everywhere; what it removes is the content\'s strong edges. Sobel shows the same '
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
        'longest strokes and contrasts of its own; the swirls and the moon appear only with all '
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
        see='By optimisation, most of the 25 pictures are clearly different, and only the '
        'darkest come close to each other; by AdaIN, about half are much alike, in brown. Both '
        'methods take over the palette; optimisation also takes over forms (the white collar of '
        'Hals, the branches of Mondrian, the drapery of Botticelli), where AdaIN with this '
        'decoder keeps to the content and changes colours and grain. As to speed, at this size a '
        'picture took 31 seconds by optimisation, including the start of its process, and 1.4 by '
        'AdaIN, most of it spent on encoding the style at 512 pixels. [AdaIN](adain.md) has the '
        'comparison at 512 pixels on an idle machine: 240 times as fast, over two orders of '
        'magnitude.',
        holds='23 times as fast here, 240 times at 512 pixels: not three orders of magnitude',
        each=Run('', 'transfer --content {coast} --style {each}', Scale(60, 128)),
        sheet=False,
        drawings=('from_python.many_styles',),
        quick=9,
    ),
)  # fmt: skip
