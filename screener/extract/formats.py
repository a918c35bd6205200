"""The table of formats. To add one: one file, one line here.

`extractor` names a module of this package whose function `extract_<module>` reads the format; it is imported when the first such file
is met. `None`: known by name, not read; such a file is held as `unsupported-format`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Format:
    """A media type, who reads it, which suffixes are honest for it, and how its bytes begin.

    `begins` are the bytes at offset 0 where they alone decide; containers and texts are told apart in `media_type`.
    `holds_text`: a file of this type that yields no text was not read, whatever its reader thinks.
    """

    media_type: str
    extractor: str | None
    suffixes: tuple[str, ...]
    begins: tuple[bytes, ...] = ()
    holds_text: bool = True


# fmt: off
TEXT_SUFFIXES = (
    ".txt", ".text", ".log", ".md", ".markdown", ".rst", ".tex", ".srt", ".ini", ".cfg", ".conf", ".toml",
    ".yaml", ".yml", ".properties", ".sql", ".py", ".js", ".ts", ".css", ".c", ".h", ".cpp", ".java",
    ".go", ".rs", ".sh", ".bat", ".ps1", ".diff",
)
# fmt: on

EXTRACTORS: tuple[Format, ...] = (
    Format("application/pdf", "pdf.pdf", (".pdf",), (b"%PDF-",)),
    Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "ooxml.docx", (".docx", ".wps")),
    Format("application/vnd.openxmlformats-officedocument.wordprocessingml.template", "ooxml.docx", (".dotx", ".wpt")),
    Format("application/vnd.ms-word.document.macroEnabled.12", "ooxml.docx", (".docm",)),
    Format("application/vnd.ms-word.template.macroEnabled.12", "ooxml.docx", (".dotm",)),
    Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "ooxml.xlsx", (".xlsx", ".et")),
    Format("application/vnd.openxmlformats-officedocument.spreadsheetml.template", "ooxml.xlsx", (".xltx", ".ett")),
    Format("application/vnd.ms-excel.sheet.macroEnabled.12", "ooxml.xlsx", (".xlsm",)),
    Format("application/vnd.ms-excel.template.macroEnabled.12", "ooxml.xlsx", (".xltm",)),
    Format("application/vnd.openxmlformats-officedocument.presentationml.presentation", "ooxml.pptx", (".pptx", ".dps")),
    Format("application/vnd.openxmlformats-officedocument.presentationml.slideshow", "ooxml.pptx", (".ppsx",)),
    Format("application/vnd.openxmlformats-officedocument.presentationml.template", "ooxml.pptx", (".potx", ".dpt")),
    Format("application/vnd.ms-powerpoint.presentation.macroEnabled.12", "ooxml.pptx", (".pptm",)),
    Format("application/vnd.ms-powerpoint.slideshow.macroEnabled.12", "ooxml.pptx", (".ppsm",)),
    Format("application/vnd.ms-powerpoint.template.macroEnabled.12", "ooxml.pptx", (".potm",)),
    Format("application/vnd.ms-excel.sheet.binary.macroEnabled.12", "ooxml.xlsb", (".xlsb",)),
    Format("application/vnd.ms-visio.drawing", "ooxml.vsdx", (".vsdx", ".vsdm", ".vstx", ".vssx")),
    Format("application/vnd.oasis.opendocument.text", "odf.odf", (".odt", ".ott", ".fodt")),
    Format("application/vnd.oasis.opendocument.spreadsheet", "odf.odf", (".ods", ".ots", ".fods")),
    Format("application/vnd.oasis.opendocument.presentation", "odf.odf", (".odp", ".otp", ".fodp")),
    Format("application/vnd.oasis.opendocument.graphics", "odf.odf", (".odg", ".otg")),
    Format("application/ofd", "ofd.ofd", (".ofd",)),
    # OLE files
    Format("application/msword", "ole.doc", (".doc", ".dot", ".wps", ".wpt")),
    Format("application/vnd.ms-excel", "ole.xls", (".xls", ".xlt", ".xla", ".et", ".ett")),
    Format("application/vnd.ms-powerpoint", "ole.ppt", (".ppt", ".pps", ".pot", ".dps", ".dpt")),
    Format("application/vnd.ms-outlook", "mail.msg", (".msg", ".oft")),
    Format("application/vnd.visio", None, (".vsd", ".vst", ".vss")),
    Format("application/vnd.ms-publisher", None, (".pub",)),
    Format("application/vnd.ms-works", None, (".wps",)),
    Format("application/vnd.ms-project", None, (".mpp",)),
    Format("application/x-hwp", None, (".hwp",)),
    Format("application/vnd.ms-office.vbaProject", "ole.ole", (".bin",)),
    Format("application/x-ole-storage", "ole.ole", ()),
    Format("application/rtf", "rtf.rtf", (".rtf",), (b"{\\rtf",)),
    # Locked whole
    Format("application/vnd.ms-office.encrypted", "ole.encrypted_office", (), holds_text=False),
    Format(
        "application/pgp-encrypted",
        "mail.locked",
        (".pgp", ".gpg", ".asc"),
        (
            b"-----BEGIN PGP MESSAGE",
            b"\x85\x01\x0c\x03",
            b"\x85\x02\x0c\x03",
            b"\x84\x8c\x03",
            b"\x8c\x0d\x04",
            b"\xc1\xc0\x4c\x03",
            b"\xc3\x0d\x04",
        ),
        holds_text=False,
    ),
    Format("application/pkcs7-mime", "mail.locked", (".p7m",), (b"-----BEGIN PKCS7", b"-----BEGIN CMS"), holds_text=False),
    Format("application/x-microsoft-rpmsg-message", "mail.locked", (".rpmsg",), (b"\x76\xe8\x04\x60\xc4\x11\xe3\x86",), holds_text=False),
    Format("application/pkcs7-signature", "mail.signature", (".p7s",), holds_text=False),
    # Mail
    Format("message/rfc822", "mail.eml", (".eml", ".mht", ".mhtml")),
    Format("application/x-mimearchive", "mail.eml", (".mht", ".mhtml", ".eml")),
    Format("application/mbox", "mail.mbox", (".mbox", ".mbx")),
    Format("application/vnd.ms-tnef", None, (".dat", ".tnef"), (b"\x78\x9f\x3e\x22",)),
    Format("application/vnd.ms-outlook-pst", None, (".pst", ".ost"), (b"!BDN",)),
    # Text and markup. A text that is only blanks was read.
    Format("inode/x-empty", "text.plain_text", (), holds_text=False),
    Format("text/plain", "text.plain_text", TEXT_SUFFIXES, holds_text=False),
    Format("text/csv", "text.plain_text", (".csv", ".tsv"), holds_text=False),
    Format("application/json", "text.plain_text", (".json", ".jsonl", ".ndjson", ".geojson", ".ipynb"), holds_text=False),
    Format(
        "application/xml",
        "text.plain_text",
        (".xml", ".xsd", ".xsl", ".xslt", ".rdf", ".rss", ".kml", ".plist", ".opml", ".xmp"),
        holds_text=False,
    ),
    Format("text/vcard", "text.content_lines", (".vcf",), (b"BEGIN:VCARD",), holds_text=False),
    Format("text/calendar", "text.content_lines", (".ics", ".ifb"), (b"BEGIN:VCALENDAR",), holds_text=False),
    Format("text/html", "text.web_page", (".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp", ".hta")),
    Format("image/svg+xml", "text.web_page", (".svg",), holds_text=False),
    # Archives
    Format(
        "application/zip",
        "archive.zip",
        (".zip", ".jar", ".apk", ".epub", ".war", ".cbz", ".kmz", ".pages", ".numbers", ".key"),
        holds_text=False,
    ),
    Format("application/x-tar", "archive.tar", (".tar",), holds_text=False),
    Format("application/gzip", "archive.compressed", (".gz", ".tgz", ".svgz", ".emz", ".wmz"), (b"\x1f\x8b",), holds_text=False),
    Format("application/x-bzip2", "archive.compressed", (".bz2", ".tbz", ".tbz2"), (b"BZh",), holds_text=False),
    Format("application/x-xz", "archive.compressed", (".xz", ".txz"), (b"\xfd7zXZ\x00",), holds_text=False),
    Format("application/zstd", "archive.compressed", (".zst", ".tzst"), (b"\x28\xb5\x2f\xfd",), holds_text=False),
    Format("application/x-7z-compressed", "archive.seven_zip", (".7z",), (b"7z\xbc\xaf\x27\x1c",), holds_text=False),
    Format("application/vnd.rar", "archive.rar", (".rar",), (b"Rar!\x1a\x07", b"RE~^"), holds_text=False),
    Format("application/x-compress", None, (".z",), (b"\x1f\x9d", b"\x1f\xa0")),
    Format("application/x-lz4", None, (".lz4",), (b"\x04\x22\x4d\x18",)),
    Format("application/x-lzip", None, (".lz",), (b"LZIP",)),
    Format("application/vnd.ms-cab-compressed", "archive.cab", (".cab",), (b"MSCF",), holds_text=False),
    Format("application/x-iso9660-image", "archive.iso", (".iso",), holds_text=False),
    Format("application/x-archive", None, (".a", ".deb"), (b"!<arch>\n",)),
    Format("application/x-rpm", None, (".rpm",), (b"\xed\xab\xee\xdb",)),
    Format("application/x-cpio", None, (".cpio",), (b"070701", b"070702", b"070707")),
    Format("application/x-arj", None, (".arj",), (b"\x60\xea",)),
    Format("application/vnd.ms-htmlhelp", None, (".chm",), (b"ITSF",)),
    # Pictures
    Format("image/png", "picture.picture", (".png", ".apng"), (b"\x89PNG\r\n\x1a\n",), holds_text=False),
    Format("image/jpeg", "picture.picture", (".jpg", ".jpeg", ".jfif", ".jpe"), (b"\xff\xd8\xff",), holds_text=False),
    Format("image/gif", "picture.picture", (".gif",), (b"GIF87a", b"GIF89a"), holds_text=False),
    Format("image/bmp", "picture.picture", (".bmp", ".dib"), holds_text=False),
    Format("image/tiff", "picture.picture", (".tif", ".tiff"), (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+"), holds_text=False),
    Format("image/webp", "picture.picture", (".webp",), holds_text=False),
    Format("image/x-icon", "picture.picture", (".ico", ".cur"), (b"\x00\x00\x01\x00", b"\x00\x00\x02\x00"), holds_text=False),
    Format("image/heic", None, (".heic", ".heif", ".avif"), holds_text=False),
    Format("image/jp2", "picture.picture", (".jp2", ".jpx", ".j2k"), (b"\x00\x00\x00\x0cjP  ", b"\xff\x4f\xff\x51"), holds_text=False),
    Format("image/jxl", None, (".jxl",), (b"\x00\x00\x00\x0cJXL ", b"\xff\x0a"), holds_text=False),
    Format("image/vnd.ms-photo", None, (".wdp", ".jxr", ".hdp"), (b"II\xbc\x01",), holds_text=False),
    Format("image/vnd.adobe.photoshop", None, (".psd",), (b"8BPS",), holds_text=False),
    Format("image/vnd.djvu", None, (".djvu",), (b"AT&TFORM",), holds_text=False),
    Format("image/vnd.dwg", None, (".dwg",), (b"AC10",), holds_text=False),
    Format("image/emf", "picture.metafile", (".emf",), holds_text=False),
    Format(
        "image/wmf",
        "picture.metafile",
        (".wmf",),
        (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00\x00\x03", b"\x02\x00\x09\x00\x00\x03"),
        holds_text=False,
    ),
    # Databases, programs, sound and film
    Format("application/vnd.sqlite3", None, (".sqlite", ".sqlite3", ".db"), (b"SQLite format 3\x00",)),
    Format("application/x-msaccess", None, (".mdb", ".accdb"), (b"\x00\x01\x00\x00Standard Jet DB", b"\x00\x01\x00\x00Standard ACE DB")),
    Format("application/x-dbf", "text.dbf", (".dbf",)),
    Format("application/onenote", None, (".one",), (b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",)),
    Format("application/postscript", None, (".ps", ".eps", ".ai"), (b"%!PS", b"\xc5\xd0\xd3\xc6")),
    Format("application/x-msdownload", None, (".exe", ".dll", ".sys", ".scr", ".com")),
    Format("application/x-executable", None, (".so", ".o", ".elf"), (b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")),
    Format("application/java-vm", None, (".class",), (b"\xca\xfe\xba\xbe",)),
    Format("application/x-ms-shortcut", None, (".lnk",), (b"L\x00\x00\x00\x01\x14\x02\x00",)),
    Format(
        "font/sfnt",
        None,
        (".ttf", ".otf", ".woff", ".woff2"),
        (b"\x00\x01\x00\x00\x00", b"OTTO", b"ttcf", b"wOFF", b"wOF2"),
        holds_text=False,
    ),
    Format("audio/mpeg", None, (".mp3",), (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")),
    Format("audio/wav", None, (".wav",)),
    Format("audio/ogg", None, (".ogg", ".opus"), (b"OggS",)),
    Format("audio/flac", None, (".flac",), (b"fLaC",)),
    Format("audio/amr", None, (".amr",), (b"#!AMR",)),
    Format("audio/midi", None, (".mid", ".midi"), (b"MThd",)),
    Format("video/mp4", None, (".mp4", ".m4a", ".m4v", ".mov", ".3gp")),
    Format("video/x-msvideo", None, (".avi",)),
    Format("video/x-matroska", None, (".mkv", ".webm"), (b"\x1aE\xdf\xa3",)),
    Format("video/x-ms-asf", None, (".wmv", ".wma", ".asf"), (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",)),
    Format("video/x-flv", None, (".flv",), (b"FLV\x01",)),
    Format("video/mpeg", None, (".mpg", ".mpeg", ".vob"), (b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")),
)

BY_MEDIA_TYPE = {entry.media_type: entry for entry in EXTRACTORS}
