"""The figures of the losses post and of the class-visualisation post.

See figures.py.
"""

from gatys_tf1 import architecture
from gatys_tf1.reproduce.entries import Figure, Run, Scale
from gatys_tf1.reproduce.settings import COAST, OURS, TRANSFERRED, WALL, transfer

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
        'a small weight hardly anything of the painting appears; with ten times that weight, its '
        'cypress, swirls and moon lie over the coast as in a double exposure, each where it is '
        'in the painting, and the colours are a pale mixture of both. A Gram matrix, which forgets '
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
        see='In the texture, shift 4 makes the courses of the wall straighter and more equal in '
        'height, and powers of two do so even more; Gram matrices alone already make bricks, but '
        'in courses that step up and down. In no picture are the bricks equally long. The '
        'transfer shows the effect, too, but it is not dramatic: the courses run through most of '
        'the sky, and bricks have replaced a patch of noise. The price is time: 64 and 84 '
        'seconds instead of 47 for the texture, on a busy machine.',
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
        'conv2 and conv3 to stripes, weaves and dots of growing size, conv4 to scales, eyes '
        'and folds of cloth, conv5 to curves and rounded shapes whose patches are mostly figures '
        'and heads. From conv4_3 on, several channels choose the same faces, so three patches say '
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
