"""How well one colour can be read on another, and the grounds of the application's pages."""

LIGHT = ("#ffffff", "#f8f8f7")  # the page's ground, and the side bar's
DARK = ("#171614", "#2d2b27", "#0e1117")


def luminance(colour):
    """Return the relative luminance of `#rrggbb`, as WCAG 2.1 has it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return sum(weight * x for weight, x in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted(luminance(each) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)
