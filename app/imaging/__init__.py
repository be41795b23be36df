"""Picture work: `base.ImageTools` is the seam, `pillow_tools.PillowTools` the desktop's way, the canvas the browser's."""
