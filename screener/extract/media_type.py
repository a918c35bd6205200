"""What a file is, by its content. The suffix is a hint for text formats, and a mismatch is evidence."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib

from screener.extract.archive.local_headers import local_headers, salvage
from screener.extract.formats import BY_MEDIA_TYPE, EXTRACTORS
from screener.extract.source import Source
from screener.extract.text.text_kind import MAIL_TYPES, kind_of_text
from screener.normalize.encoding import SAMPLE, decodings, is_text

UNKNOWN = "application/octet-stream"
EMPTY = "inode/x-empty"
# The suffix of macros is that of any binary part of a package, some of them empty.
MACROS = ".bin"
ZIP, OLE = "application/zip", "application/x-ole-storage"
ZIP_BEGINS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK\x03\x04")
OLE_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_END, ZIP_TAIL = b"PK\x05\x06", 22 + 0xFFFF
FIXED = sorted(((begin, entry.media_type) for entry in EXTRACTORS for begin in entry.begins), key=lambda pair: -len(pair[0]))
# Magic that stands further in, or needs more than a prefix to be believed.
PATTERNS: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL), media_type)
    for pattern, media_type in (
        (rb".{257}ustar", "application/x-tar"),
        (rb".{32769}CD001", "application/x-iso9660-image"),
        (rb".{4}ftyp(?:heic|heix|mif1|msf1|hevc|avif)", "image/heic"),
        (rb".{4}ftyp|.{4}(?:moov|mdat|wide)", "video/mp4"),
        (rb"RIFF.{4}WEBP", "image/webp"),
        (rb"RIFF.{4}WAVE", "audio/wav"),
        (rb"RIFF.{4}AVI ", "video/x-msvideo"),
        (rb"BM.{4}(?:.{4}.{3}\x00[\x0c\x28\x34\x38\x40\x6c\x7c]\x00\x00\x00)", "image/bmp"),
        (rb"\x01\x00\x00\x00.{36} EMF", "image/emf"),
        (rb"MZ.{58}", "application/x-msdownload"),
        # dBase: version, a date, and a header of whole field descriptors
        (
            rb"[\x03\x30\x31\x83\x8b\xf5].[\x01-\x0c][\x01-\x1f].{4}.[\x00-\x0f].[\x00-\x3f]\x00\x00.{18}[A-Za-z_\x81-\xfe]",
            "application/x-dbf",
        ),
        # a DER sequence that names enveloped data, or signed data
        (rb"\x30[\x80-\x84].{0,4}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07[\x02\x03\x06]", "application/pkcs7-mime"),
    )
)
DETACHED = b"\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
PDF = re.compile(rb"%PDF-\d\.\d\s")
MAIN_PART = re.compile(rb"(application/vnd\.[\w.-]+?)\.main(?:\+xml)?[\"']")
DECLARED_SIZE = 1 << 20
# The main part where the list of content types does not say.
FOLDERS = (
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("visio/", "application/vnd.ms-visio.drawing"),
)
# Streams at the root of an OLE file; Kingsoft's .wps, .et and .dps have the same ones.
STREAMS = (
    (
        (
            "encryptedpackage",
            "encryptioninfo",
        ),
        "application/vnd.ms-office.encrypted",
    ),
    (
        (
            "__properties_version1.0",
            "__nameid_version1.0",
        ),
        "application/vnd.ms-outlook",
    ),
    (
        (
            "powerpoint document",
            "pp40",
            "pp97_dualstorage",
        ),
        "application/vnd.ms-powerpoint",
    ),
    (("quill",), "application/vnd.ms-publisher"),
    (("worddocument",), "application/msword"),
    (
        (
            "workbook",
            "book",
        ),
        "application/vnd.ms-excel",
    ),
    (("visiodocument",), "application/vnd.visio"),
    (
        (
            "matost",
            "spelling",
            "mm",
        ),
        "application/vnd.ms-works",
    ),
    (
        (
            "hwpsummaryinformation",
            "\x05hwpsummaryinformation",
        ),
        "application/x-hwp",
    ),
    (
        (
            "props9",
            "props12",
            "props14",
        ),
        "application/vnd.ms-project",
    ),
    (
        (
            "vba",
            "project",
        ),
        "application/vnd.ms-office.vbaProject",
    ),
)
# Unique enough to be looked for all over a broken file.
STREAM_NAMES = re.compile(
    b"|".join(
        re.escape(name.encode("utf-16-le"))
        for name in ("EncryptedPackage", "__properties_version1.0", "PowerPoint Document", "WordDocument", "Workbook", "VisioDocument")
    ),
    re.IGNORECASE,
)
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


def detect(source: Source) -> str:
    """The media type of a file; `application/octet-stream` where its content says nothing."""
    data = source.data
    if not data:
        return EMPTY
    head = bytes(data[:SAMPLE])
    media_type = _fixed(head) or next((found for pattern, found in PATTERNS if pattern.match(data)), "")
    if head.startswith(ZIP_BEGINS):
        return package_type(source)
    if head.startswith(OLE_BEGINS):
        return _compound(source)
    whole = len(data) <= SAMPLE
    if media_type and not (_is_word(head, media_type) and is_text(head, whole=whole)):
        detached = media_type == "application/pkcs7-mime" and DETACHED in head[:256]
        return "application/pkcs7-signature" if detached else media_type
    if PDF.search(head, 0, 1024) and data.find(b"endobj") >= 0:
        return "application/pdf"
    if data.rfind(ZIP_END, max(0, len(data) - ZIP_TAIL)) >= 0 and _can_be_unzipped(source):
        return package_type(source)
    if is_text(head, whole=whole):
        return kind_of_text(decodings(head)[0][0], source.name)
    # Mail may carry attachments as they are, and then only its headers are text.
    header = END_OF_HEADERS.split(head, maxsplit=1)[0]
    kind = kind_of_text(decodings(header)[0][0], source.name) if len(header) < len(head) and is_text(header) else UNKNOWN
    return kind if kind in MAIL_TYPES else UNKNOWN


def _can_be_unzipped(source: Source) -> bool:
    with source.open() as stream:
        return zipfile.is_zipfile(stream)


def begins_like_a_file(data: bytes) -> bool:
    """Whether these bytes begin like a file that is not text."""
    return bool(_fixed(data[:64])) or data.startswith((*ZIP_BEGINS, OLE_BEGINS)) or _matches_pattern(data)


def suffix_mismatch(name: str, media_type: str) -> bool:
    """Whether a file's name says something else than it is, across kinds: a disguise, and not the carelessness of every office."""
    entry = BY_MEDIA_TYPE.get(media_type)
    suffix = posixpath.splitext(name.strip().replace("\\", "/"))[1].casefold()
    claimed = {_kind(other.media_type) for other in EXTRACTORS if suffix in other.suffixes}
    if entry is None or media_type == EMPTY or not claimed or suffix in entry.suffixes:
        return False
    return not claimed & NEAR.get(_kind(media_type), frozenset())


def is_document_name(name: str) -> bool:
    """Whether a file of this name is a document that cannot be empty: its content was lost on the way, as a text file's need not be."""
    suffix = posixpath.splitext(name.strip().replace("\\", "/"))[1].casefold()
    kinds = {_kind(other.media_type) for other in EXTRACTORS if suffix in other.suffixes}
    return suffix != MACROS and bool(kinds & {"office", "pdf"})


# Which kinds of suffix are honest for a kind of content. Web pages, tables and packages are called .doc and .xls by the programs that
# write them, and packages and archives are both zip files.
NEAR: dict[str, frozenset[str]] = {
    "image": frozenset({"image"}),
    "media": frozenset({"media"}),
    "pdf": frozenset({"pdf"}),
    "office": frozenset({"office", "archive"}),
    "text": frozenset({"text", "office", "locked"}),
    "archive": frozenset({"archive"}),
    "locked": frozenset({"locked", "office", "text", "archive"}),
    "program": frozenset({"program"}),
    "database": frozenset({"database", "archive"}),
}


def _kind(media_type: str) -> str:
    family, _, kind = media_type.partition("/")
    if media_type == "image/svg+xml" or family in ("text", "message") or kind in ("json", "xml", "mbox", "x-mimearchive"):
        return "text"
    if family in ("image", "font"):
        return family
    if family in ("audio", "video"):
        return "media"
    if kind == "pdf":
        return kind
    if kind in ("vnd.ms-office.encrypted", "pgp-encrypted", "pkcs7-mime", "pkcs7-signature"):
        return "locked"
    if kind in ("x-msdownload", "x-executable", "java-vm", "x-ms-shortcut"):
        return "program"
    if kind in ("vnd.sqlite3", "x-msaccess", "x-dbf", "vnd.ms-outlook-pst", "vnd.ms-tnef"):
        return "database"
    office = kind.startswith(("vnd.openxml", "vnd.ms-", "vnd.oasis", "vnd.visio", "msword", "rtf", "ofd", "onenote", "x-hwp", "x-ole"))
    return "office" if office and kind not in ("vnd.ms-cab-compressed", "vnd.ms-htmlhelp") else "archive"


def _fixed(head: bytes) -> str:
    return next((media_type for begin, media_type in FIXED if head.startswith(begin)), "")


def _matches_pattern(data: bytes) -> bool:
    return any(pattern.match(data) for pattern, _ in PATTERNS)


def _is_word(head: bytes, media_type: str) -> bool:
    """Whether the magic is just a word, as `BZh` and `MZ` are, that a text may begin with too."""
    begin = next((begin for begin, found in FIXED if found == media_type and head.startswith(begin)), head[:2])
    return begin.isalnum()


def package_type(source: Source) -> str:
    names, declared, mimetype = _zip_listing(source)
    for match in MAIN_PART.finditer(declared.replace(b"\0", b"")):
        said = match[1].decode()
        for media_type in (said, f"{said}.12"):
            if media_type in BY_MEDIA_TYPE:
                return media_type
    if mimetype in BY_MEDIA_TYPE:
        return mimetype
    folded = {name.replace("\\", "/").lstrip("/").casefold() for name in names}
    if "ofd.xml" in folded:
        return "application/ofd"
    if mimetype.startswith("application/vnd.oasis.opendocument."):
        return mimetype.removesuffix("-template")
    if "[content_types].xml" in folded or "_rels/.rels" in folded:
        return next((media_type for folder, media_type in FOLDERS if any(name.startswith(folder) for name in folded)), ZIP)
    return ZIP


def _zip_listing(source: Source) -> tuple[list[str], bytes, str]:
    """Names, the list of content types, and the mimetype that OpenDocument files say; by local headers where the directory is broken."""

    def wanted(name: str) -> bool:
        return name.casefold() in ("[content_types].xml", "mimetype")

    found: dict[str, bytes] = {}
    try:
        with source.open() as stream, zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
            for info in archive.infolist():
                if wanted(info.filename) and not info.flag_bits & 1:
                    with archive.open(info) as member:
                        found[info.filename.casefold()] = member.read(DECLARED_SIZE)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError):
        headers = list(local_headers(source.data))
        names = [header.text_name for header in headers]
        for header in headers:
            if wanted(header.text_name) and header.size <= DECLARED_SIZE:
                found[header.text_name.casefold()] = salvage(source.data, header, source.budget)
    return names, found.get("[content_types].xml", b""), found.get("mimetype", b"")[:100].decode("ascii", "replace").strip()


def _compound(source: Source) -> str:
    import olefile

    try:
        with source.open() as stream, olefile.OleFileIO(stream) as ole:
            roots = {path[0].casefold() for path in ole.listdir(streams=True, storages=True)}
    except Exception:  # noqa: BLE001  the directory is broken: what the streams are called still stands in the bytes
        roots = {match[0].decode("utf-16-le").casefold() for match in STREAM_NAMES.finditer(source.data)}
    return next((media_type for names, media_type in STREAMS if roots.intersection(names)), OLE)
