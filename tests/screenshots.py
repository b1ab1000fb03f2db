"""Pictures of every page for the README: ``make screenshots``, or only some of them by name.

Plays the demo into a home of its own (or takes a home that is there), serves it with its sandbox,
and takes each page at desktop and narrow width into ``dashboards/pictures``.
"""

import argparse
import base64
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from cmxero.config import Home
from cmxero.rehearsal import rehearsal_sandbox
from cmxero.ui import pages

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "dashboards" / "pictures"
WIDTHS = {"": 1440, "-narrow": 640}
HEIGHT = 900
OURS = {**os.environ, "CMXERO_PERSON": "Alex"}
PATIENCE_MS = 180_000
LARGEST_BYTES = 150_000
FLAGS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
AUSTRALIAN = {**os.environ, "LANGUAGE": "en_GB"}
"""So that a date field shows day, month, year, as for en-AU."""
ANYBODYS_HOME = """(home) => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const plain = (text) => text.replaceAll(home, "~/cmxero");
  while (walk.nextNode()) walk.currentNode.data = plain(walk.currentNode.data);
}"""
"""Where the demo was played says nothing to a reader."""
PALETTE = """async (png) => {
  const blob = await (await fetch(`data:image/png;base64,${png}`)).blob();
  const image = await createImageBitmap(blob), { width, height } = image;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  context.drawImage(image, 0, 0);
  const dots = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const count = new Map();
  for (const dot of dots) count.set(dot, (count.get(dot) || 0) + 1);
  const often = [...count].sort((a, b) => b[1] - a[1]).map(([dot]) => dot), hues = new Map();
  for (const dot of often) { /* a small green figure must stay green */
    const hue = dot & 0x00e0e0e0;
    if (!hues.has(hue)) hues.set(hue, dot);
  }
  const kept = [...new Set([...hues.values(), ...often])].slice(0, 256);
  const parts = (dot) => [dot & 255, (dot >> 8) & 255, (dot >> 16) & 255];
  const place = new Map(kept.map((dot, at) => [dot, at])), colours = kept.map(parts);
  for (const dot of count.keys()) {
    if (place.has(dot)) continue;
    const [r, g, b] = parts(dot);
    let best = 0, least = Infinity;
    colours.forEach(([x, y, z], at) => {
      const far = (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    place.set(dot, best);
  }
  let text = "";
  for (const dot of dots) text += String.fromCharCode(place.get(dot));
  return { width, height, colours, dots: btoa(text) };
}"""
"""The picture with at most 256 colours; a browser reads PNGs, but writes none with a palette."""


def main() -> None:
    """Take the pictures and say how large each is."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="pages, e.g. overview; without names all of them")
    parser.add_argument("--home", type=Path, help="a demo's home; without it a demo is played")
    chosen = parser.parse_args()
    names = [page.notebook.removesuffix(".ipynb") for page in pages.PAGES]
    wanted = [name for name in names if name in (chosen.names or names)]
    if unknown := set(chosen.names) - set(names):
        parser.error(f"no such page: {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    with tempfile.TemporaryDirectory() as folder:
        home = chosen.home or _played(Path(folder) / "home")
        with rehearsal_sandbox(Home(home.resolve())), _served(home) as address, _browser() as found:
            for name in wanted:
                for suffix, width in WIDTHS.items():
                    _take(found, f"{address}voila/render/{name}.ipynb", name + suffix, width, home)


def _played(home: Path) -> Path:
    command = [sys.executable, "-m", "cmxero", "demo", "--no-serve", "--home", str(home)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, env=OURS)
    return home


@contextmanager
def _served(home: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "cmxero.ui.serve", "--no-browser", "--home", str(home)]
    process = subprocess.Popen(
        [*command, "--dashboards", str(ROOT / "dashboards")],
        stdout=subprocess.PIPE,
        text=True,
        env=OURS,
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(timeout=60)


@contextmanager
def _browser() -> Iterator[Browser]:
    places = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for path in map(shutil.which, places) if path), None)
    if found is None:
        sys.exit("No Chromium found: install Debian's chromium package.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS, env=AUSTRALIAN)
        if browser.new_page().evaluate("navigator.language") != "en-GB":
            sys.exit("Date fields would be American: install Debian's chromium-l10n package.")
        yield browser
        browser.close()


def _take(browser: Browser, address: str, name: str, width: int, home: Path) -> None:
    page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="en-AU")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.get_by_role("heading", level=1).first.wait_for()
    _wait_until_still(page)
    page.evaluate(ANYBODYS_HOME, str(home.resolve()))
    png = page.screenshot(animations="disabled")
    page.goto("about:blank")
    small = _with_palette(page, png)
    page.close()
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / f"{name}.png").write_bytes(small)
    remark = " (too large for the README)" if len(small) > LARGEST_BYTES else ""
    sys.stdout.write(f"{name}.png: {len(small) // 1000} kB{remark}\n")


def _wait_until_still(page: Page) -> None:
    """Until nothing on the page has changed for two seconds."""
    page.evaluate(
        """() => new Promise((done) => {
            let timer = setTimeout(done, 2000);
            new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(done, 2000); })
                .observe(document.body, { subtree: true, childList: true, attributes: true });
        })"""
    )


def _with_palette(page: Page, png: bytes) -> bytes:
    made = page.evaluate(PALETTE, base64.b64encode(png).decode())
    width, height, dots = made["width"], made["height"], base64.b64decode(made["dots"])
    lines = b"".join(b"\0" + dots[y * width : (y + 1) * width] for y in range(height))
    colours = bytes(part for colour in made["colours"] for part in colour)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", head),
        (b"PLTE", colours),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


if __name__ == "__main__":
    main()
