"""Train `pipeline/parse/page/hand.npz`: is a word printed, or written by hand?

    python training/hand.py --print FOLDER --hand FOLDER [--hold-out NAME ...] --out pipeline/parse/page/hand.npz

The folders hold fonts (TrueType, OpenType, WOFF2), which are not part of this repository: any collection of free ones
will do. The one that was used for the file that is shipped is listed in `training/README.md`. Words are drawn in
them, shaken where they stand for handwriting, and spoiled as scans are; the same seed gives the same file.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from pipeline.parse.page.hand import windows

_SEED = 412
_HIDDEN = 96
_WORDS = (  # noqa: SIM905 - nobody could read the list
    "Our one Year 6 class would like to link with a town school please Two classes St Mary's C of E Primary School "
    "Mrs L Kenworthy Mr D Leach Ms Robb Dr Patel Miss Anne-Marie O'Brien Headteacher head bursar admin office "
    "Lancaster Burnley Preston Chorley Whitworth Farington different faith rural small mixed Y4 Y5/6 Y3 KS2 2 x Y5 "
    "and 1 x Y6 happy to have either any year group None n/a Year 3, Year 5 or Year 4 Yes / No not essential renewing "
    "partner from last year same as before we loved it thank you Signed: Date: number of classes kind regards The quick "
    "brown fox jumps over lazy dogs GREENFIELD COMMUNITY PRIMARY two form entry 60 children Kirkby Zouch Quernmore "
    "This is an expression of interest form for joining the project. (1) (2) (If above): these): will still wishes & "
    "all Any schools for whom we are unable to find it if I is in ill full well Hill Lilley Up, Now' 'All \"No\" (in "
    "etc. [References mind!] Once you agree to: £347 2025-26 (Preston) (Burnley) till Wellfield illustrate minimum"
).split()

Picture = NDArray[np.uint8]


def words(dice: random.Random) -> list[str]:
    """Return a few words as a form is answered with."""
    kind = dice.random()
    if kind < 0.15:
        groups = [f"0{dice.randint(1000, 1999)}", f"{dice.randint(100, 999)}", f"{dice.randint(100, 999)}"]
        return ["".join(groups)] if dice.random() < 0.3 else groups
    if kind < 0.25:
        name = "".join(dice.choice(_WORDS).lower().strip(",'/") for _ in range(2))
        return [f"{dice.choice(['office', 'head', 'bursar', 'admin'])}@{name}.lancs.sch.uk"]
    if kind < 0.38:
        day, month = dice.randint(1, 28), dice.randint(1, 12)
        return dice.choice(
            [f"{day}/{month}/25", f"{day:02}/{month:02}/2025", f"{day}.{month}.25", f"{day} July 2025"]
        ).split()
    if kind < 0.43:
        return [dice.choice(["Y", "Year ", "", "KS"]) + str(dice.randint(1, 60)) for _ in range(dice.randint(1, 4))]
    return [dice.choice(_WORDS) for _ in range(dice.randint(1, 6))]


def line(
    font: ImageFont.FreeTypeFont, dice: random.Random, shaken: float
) -> tuple[Picture, list[tuple[int, int, int, int]]]:
    """Draw a line of words; `shaken` moves and turns every letter, as a hand does. Return it with the words' boxes."""
    size = font.size
    picture = Image.new("L", (int(size * 45), int(size * 3)), 255)
    boxes = []
    x = size * 1.0
    drift = dice.uniform(-0.02, 0.02) * shaken
    for word in words(dice):
        start = x
        ink = Image.new("L", picture.size, 255)
        draw = ImageDraw.Draw(ink)
        if shaken == 0:
            draw.text((x, size), word, font=font, fill=0)
            x += font.getlength(word)
        else:
            for letter in word:
                glyph = Image.new("L", (int(size * 2.2), int(size * 2.6)), 255)
                ImageDraw.Draw(glyph).text((size * 0.5, size * 0.6), letter, font=font, fill=0)
                grow = 1 + dice.gauss(0, 0.05) * shaken
                glyph = glyph.rotate(dice.gauss(0, 2.5) * shaken, resample=Image.Resampling.BICUBIC, fillcolor=255)
                glyph = glyph.resize(
                    (int(glyph.width * grow), int(glyph.height * grow * (1 + dice.gauss(0, 0.03) * shaken)))
                )
                at = (int(x - size * 0.5 * grow), int(size * 0.4 + dice.gauss(0, 0.035) * size * shaken + drift * x))
                ink.paste(Image.new("L", glyph.size, 0), at, Image.eval(glyph, lambda value: 255 - value))
                x += font.getlength(letter) * (1 + dice.gauss(0, 0.05) * shaken)
        bounds = Image.eval(ink, lambda value: 255 - value).getbbox()
        if bounds and x > start:
            boxes.append(bounds)
            picture = Image.fromarray(np.minimum(np.asarray(picture), np.asarray(ink)))
        x += size * dice.uniform(0.25, 0.5)
        if x > size * 38:
            break
    return np.asarray(picture), boxes


def spoil(picture: Picture, dice: random.Random, noise: np.random.Generator) -> Picture:
    """Spoil a drawn line as scanners, fax machines and compression do."""
    height, width = picture.shape
    if dice.random() < 0.7:  # a small remainder of slant, and paper that is not flat
        rows, columns = np.indices((height, width), dtype=np.float32)
        wave = dice.uniform(0, 1.2) * np.sin(columns / dice.uniform(150, 600) + dice.uniform(0, 6))
        rows = rows + wave + (columns - width / 2) * np.tan(np.radians(dice.gauss(0, 0.25)))
        picture = cv2.remap(picture, columns, rows.astype(np.float32), cv2.INTER_LINEAR, borderValue=255)
    if dice.random() < 0.4:  # scanned more coarsely
        factor = dice.uniform(0.45, 0.95)
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        picture = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    if dice.random() < 0.25:
        kernel = np.ones((2, 2), np.uint8)
        picture = cv2.erode(picture, kernel) if dice.random() < 0.6 else cv2.dilate(picture, kernel)
    if dice.random() < 0.6:
        picture = cv2.GaussianBlur(picture, (0, 0), dice.uniform(0.4, 1.3))
    values = picture.astype(np.float32)
    ink = dice.uniform(0, 90)
    values = ink + values * (255 - ink) / 255 + noise.normal(0, dice.uniform(0, 14), picture.shape)
    if dice.random() < 0.12:
        values = np.where(values < dice.uniform(110, 190), 0, 255)
    picture = np.clip(values, 0, 255).astype(np.uint8)
    if dice.random() < 0.5:
        _, coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, dice.randint(25, 85)])
        picture = cv2.imdecode(coded, cv2.IMREAD_GRAYSCALE)
    return picture


def examples(fonts: list[Path], written: bool, count: int, seed: int) -> Iterator[tuple[NDArray[np.float32], Path]]:
    """Yield the windows of `count` lines' words in these fonts."""
    dice, noise = random.Random(seed), np.random.default_rng(seed)
    made = 0
    while made < count:
        path = fonts[made % len(fonts)]
        font = ImageFont.truetype(str(path), dice.randint(24, 44))
        if not font.getlength("a") or bytes(font.getmask("a")) == bytes(font.getmask("h")):
            fonts = [other for other in fonts if other != path]
            continue
        shaken = dice.choice([0.0, 0.3, 0.7, 1.1, 1.5]) if written else 0.0
        picture, boxes = line(font, dice, shaken)
        made += 1
        if not boxes:
            continue
        picture = spoil(picture, dice, noise)
        height = (max(box[3] for box in boxes) - min(box[1] for box in boxes)) * dice.uniform(0.95, 1.45)
        height = max(height, font.size * dice.uniform(0.9, 1.2))
        for box in boxes:
            yield windows(picture, box, height), path


def train(features: NDArray[np.float32], labels: NDArray[np.float32], seed: int) -> dict[str, NDArray[np.float32]]:
    """Fit a network of one hidden layer by Adam; the penalty on weights keeps it from learning single fonts."""
    dice = np.random.default_rng(seed)
    weights = {
        "hidden": np.vstack([dice.normal(0, 0.1, (features.shape[1], _HIDDEN)), np.zeros((1, _HIDDEN))]).astype(
            np.float32
        ),
        "out": np.concatenate([dice.normal(0, 0.1, _HIDDEN), [0.0]]).astype(np.float32),
    }
    first = {name: np.zeros_like(value) for name, value in weights.items()}
    second = {name: np.zeros_like(value) for name, value in weights.items()}
    step = 0
    for epoch in range(16):
        rate = 2e-3 * (0.8**epoch)
        for batch in np.array_split(dice.permutation(len(features)), len(features) // 256):
            step += 1
            x, y = features[batch], labels[batch] * 0.96 + 0.02
            raw = x @ weights["hidden"][:-1] + weights["hidden"][-1]
            active = np.maximum(raw, 0)
            chance = 1 / (1 + np.exp(-np.clip(active @ weights["out"][:-1] + weights["out"][-1], -30, 30)))
            error = (chance - y) / len(batch)
            back = np.outer(error, weights["out"][:-1]) * (raw > 0)
            slopes = {
                "out": np.concatenate([active.T @ error, [error.sum()]]),
                "hidden": np.vstack([x.T @ back, back.sum(axis=0)]),
            }
            for name, slope in slopes.items():
                first[name] = 0.9 * first[name] + 0.1 * slope
                second[name] = 0.999 * second[name] + 0.001 * slope**2
                move = first[name] / (1 - 0.9**step) / (np.sqrt(second[name] / (1 - 0.999**step)) + 1e-8)
                weights[name] = (weights[name] - rate * (move + 2e-3 * weights[name])).astype(np.float32)
    return weights


def _fonts(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".woff2"))


def _judged(weights: dict[str, NDArray[np.float32]], windows_of_word: NDArray[np.float32]) -> float:
    hidden = np.maximum(windows_of_word @ weights["hidden"][:-1] + weights["hidden"][-1], 0)
    each = hidden @ weights["out"][:-1] + weights["out"][-1]
    return float(each.mean()) * len(each) ** 0.5


def main() -> None:
    """Train, report on the fonts held out, and write the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--print", dest="printing", type=Path, required=True)
    parser.add_argument("--hand", type=Path, required=True)
    parser.add_argument("--hold-out", nargs="*", default=[])
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    rows, labels, held = [], [], []
    for folder, written in ((options.printing, False), (options.hand, True)):
        fonts = _fonts(folder)
        out = [path for path in fonts if any(name in path.name for name in options.hold_out)]
        for found, _ in examples([path for path in fonts if path not in out], written, options.lines, _SEED):
            rows.append(found[:: 1 + len(found) // 8])
            labels.append(np.full(len(rows[-1]), float(not written), np.float32))
        if out:
            held += [(found, path, written) for found, path in examples(out, written, 40 * len(out), _SEED + 1)]
    features = np.concatenate(rows)
    print(len(features), "windows")
    weights = train(features, np.concatenate(labels), _SEED)
    for name in sorted({path.name for _, path, _ in held}):
        odds = [(_judged(weights, found), written) for found, path, written in held if path.name == name]
        right = np.mean([(value < 0) == written for value, written in odds])
        print(f"{name:45} {'hand ' if odds[0][1] else 'print'} {right:.3f} of {len(odds)} words")
    np.savez_compressed(options.out, **{name: value.astype(np.float16) for name, value in weights.items()})


if __name__ == "__main__":
    main()
