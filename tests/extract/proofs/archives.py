"""Hiding places of archives and of pictures."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import rars
from PIL import Image

from screener.model import Place
from tests.extract.archive_samples import ARCHIVES, MARKED
from tests.extract.proofs.office import commented
from tests.extract.proofs.proof import (
    ARCHIVE_FORMAT,
    DESCRIPTION,
    PICTURE_FORMAT,
    PICTURE_TOKEN,
    SAMPLES,
    SOUND,
    TOKEN,
    Proof,
    Proofs,
    described_picture,
    drawing,
    held,
    packed_file,
    text_file,
    written_picture,
)
from tests.extract.test_archives import named, tarred, zipped
from tests.extract.test_xlsx import book_with, hidden_row


def rar(files: dict[str, bytes], **options: object) -> bytes:
    builder = rars.RarBuilder(**options)
    for name, data in files.items():
        builder.add_bytes(data, name)
    return bytes(builder.to_bytes())


def linked_rar() -> bytes:
    builder = rars.RarBuilder(format="rar50")
    builder.add_unix_symlink("快捷方式", f"/{TOKEN}/名单.txt")
    return bytes(builder.to_bytes())


def unlisted() -> bytes:
    from tests.extract.test_opc import central_directory, inserted, member

    data = zipped({"a.txt": "a"})
    return inserted(data, central_directory(data), member("b.txt", text_file()))


def sample(name: str, token: str, expected: Place | str) -> Proof:
    return Proof((ARCHIVES / name).read_bytes, name, token, expected)


def member(data: bytes, expected: Place | str, token: str, name: str, *, ocr: bool = False) -> Proof:
    return Proof(lambda: zipped({name: data}), "a.zip", token, expected, name, ocr)


def extra_field() -> bytes:
    """The name once more in UTF-8, as some archivers write it beside the one in the code page of the machine."""
    stream, path = io.BytesIO(), f"{TOKEN}.txt".encode()
    with zipfile.ZipFile(stream, "w") as archive:
        info = zipfile.ZipInfo("a.txt")
        info.extra = (0x7075).to_bytes(2, "little") + (5 + len(path)).to_bytes(2, "little") + bytes(5) + path
        archive.writestr(info, "a")
    return stream.getvalue()


def gzip_name() -> bytes:
    return b"\x1f\x8b\x08\x18" + bytes(6) + f"{TOKEN}.txt".encode("gbk") + b"\0" + TOKEN.encode() + b"\0" + gzip.compress(b"a")[10:]


ARCHIVE: Proofs = {
    (cell, ARCHIVE_FORMAT): proofs
    for cell, proofs in {
        "body": (
            member(text_file(), Place.BODY, TOKEN, "a.txt"), sample("solid.7z", MARKED, Place.BODY), sample("mszip.cab", "机密", Place.BODY),
            Proof(lambda: rar({"a.txt": text_file()}), "a.rar", TOKEN, Place.BODY),
            Proof(lambda: tarred((named("a.txt"), text_file())), "a.tar", TOKEN, Place.BODY),
            Proof(lambda: gzip.compress(text_file()), "a.txt.gz", TOKEN, Place.BODY),
        ),
        "attachment": (member(zipped({"里.txt": TOKEN}), Place.BODY, TOKEN, "b.zip"),),
        "member name": (
            Proof(lambda: zipped({f"{TOKEN}.txt": "x"}), "a.zip", TOKEN, Place.FILE_NAME), sample("solid.7z", "秘密/名单.txt", Place.FILE_NAME),
            Proof(lambda: rar({f"{TOKEN}.txt": b"x"}), "a.rar", TOKEN, Place.FILE_NAME),
            Proof(lambda: tarred((named(f"{TOKEN}/", tarfile.DIRTYPE), b"")), "a.tar", TOKEN, Place.FILE_NAME),
            Proof(gzip_name, "a.gz", TOKEN, Place.FILE_NAME),
        ),
        "archive comment": (
            Proof(lambda: commented(lambda: zipped({"a": "a"})), "a.zip", TOKEN, Place.ARCHIVE_COMMENT),
            Proof(extra_field, "a.zip", TOKEN, Place.ARCHIVE_COMMENT),
            Proof(lambda: rar({"a": b"a"}, format="rar50", comment=TOKEN), "a.rar", TOKEN, Place.ARCHIVE_COMMENT),
            Proof(gzip_name, "a.gz", TOKEN, Place.ARCHIVE_COMMENT),
        ),
        "link target": (
            Proof(lambda: tarred((named("a", tarfile.SYMTYPE, f"/{TOKEN}"), b"")), "a.tar", TOKEN, Place.LINK),
            Proof(linked_rar, "a.rar", TOKEN, Place.LINK),
        ),
        "unreferenced part": (Proof(unlisted, "a.zip", TOKEN, Place.BODY),),
        "bytes behind the end": (
            Proof(lambda: zipped({"a": "a"}) + text_file(), "a.zip", TOKEN, Place.BODY),
            Proof(lambda: (ARCHIVES / "solid.7z").read_bytes() + text_file(), "a.7z", TOKEN, Place.BODY),
            Proof(lambda: rar({"a": b"a"}, format="rar50") + text_file(), "a.rar", TOKEN, Place.BODY),
            Proof(lambda: tarred((named("a"), b"a")) + text_file(), "a.tar", TOKEN, Place.BODY),
        ),
        "web page inside": (member(f"<html><p>x<p hidden>{TOKEN}".encode(), Place.HIDDEN, TOKEN, "a.html"),),
        "embedded object": (member(packed_file(), Place.BODY, TOKEN, "a.bin"),),
        "embedded workbook": (member(book_with(hidden_row), Place.HIDDEN, "密令甲", "a.xlsx"),),
        "picture": (member(written_picture(), Place.IMAGE, PICTURE_TOKEN, "a.png", ocr=True),),
        "picture metadata": (member(described_picture(), Place.METADATA, DESCRIPTION, "a.png"),),
        "vector drawing": (member(drawing(), "image-not-read", "", "a.emf"),),
        "sound or video": (member(SOUND, "unsupported-format", "", "a.wav"),),
        "encrypted content": (
            sample("aes256.zip", "", "password-protected"), sample("zipcrypto.zip", "", "password-protected"),
            sample("password.7z", "", "password-protected"), sample("hidden-names.7z", "", "password-protected"),
            Proof(lambda: rar({"a": b"a"}, format="rar50", password="x"), "a.rar", "", "password-protected"),
        ),
    }.items()
}  # fmt: skip


def picture(image: Image.Image, **options: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG", **options)
    return stream.getvalue()


def see_through() -> bytes:
    """Words whose pixels are wholly transparent."""
    with Image.open(io.BytesIO(written_picture())) as page:
        words = page.convert("RGBA")
    words.putalpha(0)
    return picture(words)


def near_white() -> bytes:
    with Image.open(io.BytesIO(written_picture())) as page:
        return picture(page.convert("L").point(lambda value: 250 + 5 * value // 255))


def qr_code() -> bytes:
    """A code alone in its picture: nothing there for OCR to stumble over."""
    import cv2

    code = cv2.QRCodeEncoder.create().encode(TOKEN)
    return picture(Image.fromarray(code).resize((code.shape[1] * 8, code.shape[0] * 8), Image.Resampling.NEAREST))


def with_thumbnail() -> bytes:
    """A plain photo whose EXIF data holds a preview of what was cut off or painted over."""
    preview, stream = io.BytesIO(), io.BytesIO()
    with Image.open(io.BytesIO(written_picture())) as page:
        page.convert("RGB").save(preview, "JPEG", quality=60)
    tiff = bytearray(b"II*\0\x08\0\0\0\0\0") + (14).to_bytes(4, "little")
    data = preview.getvalue()
    at = 14 + 2 + 3 * 12 + 4
    entries = ((0x0103, 3, 6), (0x0201, 4, at), (0x0202, 4, len(data)))
    tiff += len(entries).to_bytes(2, "little") + b"".join(
        tag.to_bytes(2, "little") + kind.to_bytes(2, "little") + (1).to_bytes(4, "little") + value.to_bytes(4, "little") for tag, kind, value in entries
    ) + bytes(4) + data  # fmt: skip
    Image.new("RGB", (64, 48), "gray").save(stream, "JPEG", exif=b"Exif\0\0" + bytes(tiff))
    return stream.getvalue()


def moving() -> bytes:
    """A photo with a film of some seconds behind it, as telephones make them."""
    stream = io.BytesIO()
    Image.new("RGB", (9, 9)).save(stream, "JPEG")
    return stream.getvalue() + b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes([0x9F, 1, 0, 0xE1, 2]) * 2000


def in_samples(name: str, token: str, expected: Place, *, ocr: bool = False) -> Proof:
    return Proof((SAMPLES / "pictures" / name).read_bytes, name, token, expected, ocr=ocr)


PICTURE: Proofs = {
    (cell, PICTURE_FORMAT): proofs
    for cell, proofs in {
        "body": (Proof(written_picture, "a.png", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "watermark or WordArt": (in_samples("watermark.png", "机密★5年", Place.WATERMARK, ocr=True),),
        "layer": (in_samples("fax.tif", "绝密★启用前", Place.IMAGE, ocr=True),),
        "hidden text": (Proof(see_through, "a.png", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "white text": (Proof(near_white, "a.png", PICTURE_TOKEN, Place.WATERMARK, ocr=True),),
        "QR code": (Proof(qr_code, "a.png", TOKEN, Place.IMAGE, ocr=True),),
        "picture metadata": (
            *(
                in_samples("metadata.jpg", token, Place.METADATA)
                for token in ("Jimi attachment", "机密★3年", "摄于涉密会议", "30.260000", "示例市", "内部资料", "照片说明")
            ),
            *(in_samples("chunks.png", token, Place.METADATA) for token in ("plain words", DESCRIPTION)),
        ),
        "thumbnail": (Proof(with_thumbnail, "a.jpg", PICTURE_TOKEN, Place.IMAGE, ocr=True),),
        "vector drawing": (held(drawing, "a.emf", "image-not-read"),),
        "sound or video": (held(moving, "a.jpg", "unsupported-format"),),
        "bytes behind the end": (
            Proof(lambda: picture(Image.new("RGB", (9, 9))) + TOKEN.encode(), "a.png", TOKEN, Place.BODY, "appended"),
            Proof(lambda: picture(Image.new("RGB", (9, 9))) + zipped({"里.txt": TOKEN}), "a.png", TOKEN, Place.BODY, "里.txt"),
        ),
    }.items()
}  # fmt: skip
