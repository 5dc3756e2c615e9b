"""--animate, of all commands that optimise a picture."""

from gatys_tf1.errors import UserError

FRAMES = 50  # pictures of an animation, where --image-every is not given


def add_flag(add):
    """Adds --animate, by a group's `add_argument`."""
    add('--animate', nargs='?', const='gif', choices=['gif', 'mp4'], metavar='gif|mp4',
        help='show the run as animation.gif (or mp4): its pictures, with the loss beneath; '
        f'{FRAMES} pictures unless --image-every says otherwise')  # fmt: skip


def choose(args):
    """Sets `image_every` so that an animation has FRAMES pictures, unless it was given.

    Raises:
      UserError: if no pictures are to be written.
    """
    if not getattr(args, 'animate', None):
        return
    if not args.resume and 'image_every' not in args.explicit:
        steps = sum(args.steps) if isinstance(args.steps, list) else args.steps
        args.image_every = max(1, steps // FRAMES)
    if not args.image_every:
        raise UserError('--animate needs the pictures along the way: leave out --image-every 0')


def finish(args, out=None):
    """Writes the animation of the run in a folder, if there is to be one; returns its path."""
    if not args.animate:
        return None
    from gatys_tf1 import animation

    return animation.write(out or args.out, args.animate)
