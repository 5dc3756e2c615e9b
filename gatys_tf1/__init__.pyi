"""The front door, as type checkers see it; `__init__.py` imports each name on first use."""

from typing import Any

from gatys_tf1.adain.api import Stylizer as Stylizer
from gatys_tf1.adain.api import stylize as stylize
from gatys_tf1.api import Options as Options
from gatys_tf1.api import content_reconstruction as content_reconstruction
from gatys_tf1.api import style_reconstruction as style_reconstruction
from gatys_tf1.api import style_transfer as style_transfer
from gatys_tf1.batch.api import Sweep as Sweep
from gatys_tf1.batch.api import sweep as sweep
from gatys_tf1.dream.api import class_visualization as class_visualization
from gatys_tf1.dream.api import deep_dream as deep_dream
from gatys_tf1.dream.api import feature_inversion as feature_inversion
from gatys_tf1.images import load as load
from gatys_tf1.images import save as save
from gatys_tf1.objective import LayerLoss as LayerLoss
from gatys_tf1.objective import Term as Term
from gatys_tf1.video_api import VideoOptions as VideoOptions
from gatys_tf1.video_api import style_video as style_video
from gatys_tf1.weights.fetch import fetch_weights as fetch_weights

__version__: str
is_guest: bool
is_command: bool
tf: Any
