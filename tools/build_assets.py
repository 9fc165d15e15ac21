"""Build what browsers load: one style sheet, one script, fonts, pictures, an icon sprite.

Reads app/web/assets and node_modules (`npm ci --ignore-scripts`), writes app/web/static: names carry a
fingerprint, manifest.json maps the plain names to them, and text files lie there compressed too. All of it is
committed, so that running and testing Kru need no Node. Run it with `make assets`.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from whitenoise.compress import Compressor

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "app" / "web" / "assets"
STATIC = ROOT / "app" / "web" / "static"
NODE = ROOT / "node_modules"
ENTRIES = ("css/kru.css", "js/kru.js", "js/theme_first.js")
UNSERVED = ("manifest.json", "sources.sha256")
ICON = re.compile(r'<symbol[^>]* id="([^"]+)"[^>]*>.*?</symbol>', re.S)


def main() -> None:
    if not NODE.is_dir():
        sys.exit("node_modules is missing: run `npm ci --ignore-scripts` first.")
    with tempfile.TemporaryDirectory(prefix="kru-assets-") as folder:
        names = build(Path(folder))
        publish(Path(folder))
    print(f"{len(names)} files in {STATIC.relative_to(ROOT)}")


def build(out: Path) -> dict[str, str]:
    """Everything into an empty folder; returns plain name → fingerprinted name."""
    sources = digest()
    names = {name: built for entry in ENTRIES for name, built in bundle(SOURCE / entry, out).items()}
    for medium in sorted((SOURCE / "media").iterdir()):
        names[medium.name] = write(out, medium.name, medium.read_bytes())
    names["icons.svg"] = write(out, "icons.svg", sprite().encode())
    compress(out)
    (out / "sources.sha256").write_text(sources + "\n")
    (out / "manifest.json").write_text(json.dumps(dict(sorted(names.items())), indent=2) + "\n")
    return names


def publish(out: Path) -> None:
    """Put a finished build in place: new files first, then the names, then what nobody names any more goes."""
    STATIC.mkdir(parents=True, exist_ok=True)
    built = {path.name for path in out.iterdir()}
    for name in sorted(built, key=lambda name: name in UNSERVED):
        part = STATIC / f".{name}.part"
        shutil.copyfile(out / name, part)
        part.replace(STATIC / name)
    for path in STATIC.iterdir():
        if path.name not in built:
            path.unlink(missing_ok=True)


def digest() -> str:
    """A fingerprint of everything that the build reads; a test compares it with the built one."""
    total = hashlib.sha256()
    for path in [ROOT / "package-lock.json", *sorted(SOURCE.rglob("*"))]:
        if path.is_file():
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def bundle(entry: Path, out: Path) -> dict[str, str]:
    """One file out of many; returns plain → fingerprinted names, also of the fonts and marks it pulls in."""
    meta = out / ".meta.json"
    subprocess.run(
        [
            NODE / ".bin" / "esbuild",
            str(entry),
            "--bundle",
            "--minify",
            "--format=esm",
            f"--outdir={out}",
            "--entry-names=[name]-[hash]",
            "--asset-names=[name]-[hash]",
            "--loader:.woff2=file",
            "--loader:.svg=file",
            "--target=chrome111,firefox115,safari16.4",
            f"--alias:vendor={NODE}",
            f"--metafile={meta}",
            "--log-level=warning",
        ],
        check=True,
        cwd=ROOT,
    )
    built = [Path(path).name for path in json.loads(meta.read_text())["outputs"]]
    meta.unlink()
    return {re.sub(r"-[0-9A-Z]{8}(?=\.[a-z0-9]+$)", "", one): one for one in built}


def write(out: Path, name: str, content: bytes) -> str:
    """Put a file under a name that changes with its content."""
    stem, _, ending = name.rpartition(".")
    built = f"{stem}-{hashlib.sha256(content).hexdigest()[:8]}.{ending}"
    (out / built).write_bytes(content)
    return built


def sprite() -> str:
    """The icons that icons.txt names, out of the whole set."""
    whole = (NODE / "bootstrap-icons" / "bootstrap-icons.svg").read_text()
    symbols = {found[1]: found[0] for found in ICON.finditer(whole)}
    wanted = (SOURCE / "icons.txt").read_text().split()
    if unknown := [name for name in wanted if name not in symbols]:
        sys.exit(f"icons.txt names icons that bootstrap-icons does not have: {', '.join(unknown)}")
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols[name] for name in wanted) + "</svg>\n"


def compress(out: Path) -> None:
    """Lay a gzip and a Brotli copy beside each file that becomes smaller by it."""
    compressor = Compressor(quiet=True)
    for path in sorted(out.iterdir()):
        if compressor.should_compress(path.name):
            list(compressor.compress(str(path)))


if __name__ == "__main__":
    main()
