"""A company's logo: drawn anew from what was handed in, so that nothing of the file itself is kept."""

import warnings
from base64 import b64encode
from io import BytesIO

from app.core import audit, storage
from app.core.db import transaction
from app.core.errors import DomainError, NotVisible
from app.core.i18n import gettext as _
from app.partners.models import Company

LONGEST_SIDE, SHORTEST_SIDE = 600, 40
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
MEDIA_TYPE = "image/png"


def redraw(raw: bytes) -> bytes:
    """A PNG in sRGB on white, at most 600 pixels a side, without metadata. Raises DomainError."""
    from PIL import Image, ImageOps

    if len(raw) > MOST_BYTES:
        raise DomainError(
            _("The logo is larger than %(n)d MB. Make it smaller.", n=MOST_BYTES // 1024 // 1024)
        )
    try:
        with warnings.catch_warnings(), Image.open(BytesIO(raw), formats=("PNG", "JPEG", "WEBP")) as image:
            warnings.simplefilter(
                "ignore"
            )  # of decompression: the sides are looked at before anything is decoded
            if image.width * image.height > MOST_PIXELS:
                raise DomainError(_("The logo has more than 25 million pixels. Make it smaller."))
            upright = ImageOps.exif_transpose(image).convert("RGBA")
    except DomainError:
        raise
    except Exception:  # whatever a hostile picture makes the library raise
        raise DomainError(_("This is no picture in PNG, JPEG or WebP.")) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if min(upright.size) < SHORTEST_SIDE:
        raise DomainError(_("The logo is too small: each side needs at least %(n)d pixels.", n=SHORTEST_SIDE))
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    drawn = BytesIO()
    page.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def set_logo(company_id: int, raw: bytes, *, actor_id: int | None) -> str:
    """Keep the logo for certificates from now on. Returns its SHA-256. Raises DomainError, NotVisible."""
    sha256 = storage.keep(redraw(raw), MEDIA_TYPE)
    _write(company_id, sha256, actor_id)
    return sha256


def remove_logo(company_id: int, *, actor_id: int | None) -> None:
    """Certificates from now on name the company in type only. Raises NotVisible."""
    _write(company_id, None, actor_id)


def _write(company_id: int, sha256: str | None, actor_id: int | None) -> None:
    with transaction() as session:
        company = session.get(Company, company_id, with_for_update=True)
        if company is None:
            raise NotVisible
        if company.logo != sha256:
            audit.record(
                "company.changed",
                "company",
                company_id,
                actor_id=actor_id,
                changed={"logo": [company.logo, sha256]},
            )
            company.logo = sha256


def inline_logo(sha256: str | None) -> str | None:
    """The kept logo as a data: address; None when there is none."""
    if sha256 is None:
        return None
    return f"data:{MEDIA_TYPE};base64,{b64encode(storage.storage().read(storage.file_key(sha256))).decode()}"
