"""What a design is made of, as one hash: its folder, the shared words and the fonts."""

import hashlib
from functools import lru_cache
from pathlib import Path


def fingerprint(certificates: Path, design: str) -> str:
    """SHA-256 over the names and bytes of every file that the design prints with; "" when there is no such design."""
    folder = certificates / design
    if folder.parent != certificates or not folder.is_dir():
        return ""
    return _hash(certificates, [*_shared(certificates), *folder.rglob("*")])


def whole_fingerprint(certificates: Path) -> str:
    """The same over every design."""
    return _hash(certificates, [*_shared(certificates), *certificates.glob("*/*")])


def _shared(certificates: Path) -> list[Path]:
    return [certificates / "words.json", *(certificates / "fonts").glob("*.woff2")]


def _hash(certificates: Path, parts: list[Path]) -> str:
    stats = ((path, path.stat()) for path in sorted({path for path in parts if path.is_file()}))
    return _hash_as_of(certificates, tuple((path, stat.st_mtime_ns, stat.st_size) for path, stat in stats))


@lru_cache(maxsize=16)
def _hash_as_of(certificates: Path, files: tuple[tuple[Path, int, int], ...]) -> str:
    """Files with their times and sizes: read anew only when one of these has changed."""
    whole = hashlib.sha256()
    for path, _changed, _size in files:
        whole.update(f"{path.relative_to(certificates).as_posix()}\0".encode())
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
