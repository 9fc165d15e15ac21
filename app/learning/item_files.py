"""Which stored files belong to an item (pure)."""

from collections.abc import Iterator

from app.catalogue.documents import AnyItem, Datasheet, File, Video


def files_of(item: AnyItem) -> Iterator[File]:
    """Every file that a page of the item shows or offers."""
    match item:
        case Video():
            yield item.media
            yield from item.captions.values()
            if item.poster:
                yield item.poster
        case Datasheet():
            for sheet in item.sheets.values():
                yield sheet.file
                yield from (page.image for page in sheet.pages)


def find_file(item: AnyItem, sha256: str, name: str) -> File | None:
    """The item's file with that hash and name; two files may have the same bytes."""
    return next((file for file in files_of(item) if (file.sha256, file.name) == (sha256, name)), None)
