"""What mypy must accept, and refuse, of a user's program; .ci/run checks it, nothing runs it."""

from typing_extensions import assert_type

import gatys_tf1 as gatys

options = gatys.Options(optimizer='adam', scales=(64, 128))
result = gatys.style_transfer('a.jpg', ['b.jpg', 'c.jpg'], steps=(9, 4), options=options)
result.save('painted.png')
assert_type(result.steps, int)
gatys.style_transfer('a.jpg', 'b.jpg', stepz=3)  # type: ignore[call-arg]
gatys.style_transfer(3, 'b.jpg')  # type: ignore[arg-type]
gatys.content_reconstruction('a.jpg', callback=lambda step: step.losses['total'] > 1.0)
swept = gatys.sweep(gatys.style_transfer, {'seed': [0, 1]}, out='s', content='a.jpg', style='b.jpg')
assert_type(swept.table, str)
gatys.sweep(gatys.style_transfer, {'seed': 3}, out='s')  # type: ignore[dict-item]
gatys.deep_dream('a.jpg', ['conv4_2', 'conv5_1'], guide='b.jpg')
with gatys.Stylizer() as stylizer:
    stylizer.stylize('a.jpg', 'b.jpg', alpha=None)  # type: ignore[arg-type]
