"""`python -m tests.samples.build_pictures`: rebuild tests/samples/pictures (needs fonts-noto-cjk)."""

from __future__ import annotations

from pathlib import Path

from PIL import ExifTags, Image, ImageChops, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

FOLDER = Path(__file__).parent / "pictures"
FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
LINES = (
    "机密★10年",
    "特急",
    "示例市中级人民法院",
    "关于公开裁判文书的通知",
    "各区县人民法院，本院各部门：",
    "现将有关工作办法印发给你们，请认真执行。",
    "联系人手机：13800138000",
    "公民身份号码：11010519491231002X",
)


def _text(text: str, size: int, colour: str | tuple[int, int, int] = "black", *, box: bool = False) -> Image.Image:
    font = ImageFont.truetype(FONT, size, index=2)
    _, _, right, bottom = (int(edge) for edge in font.getbbox(text))
    image = Image.new("RGB", (right + 24, bottom + 20), "white")
    draw = ImageDraw.Draw(image)
    draw.text((12, 4), text, colour, font)
    if box:
        draw.rectangle((2, 2, image.width - 3, image.height - 3), outline=colour, width=4)
    return image


def page(lines: tuple[str, ...] = LINES) -> Image.Image:
    image = Image.new("RGB", (800, 1130), "white")
    for number, line in enumerate(lines):
        image.paste(_text(line, 30), (70, 60 + 80 * number))
    return image


def _over(image: Image.Image, layer: Image.Image, angle: float, where: tuple[int, int]) -> Image.Image:
    turned = layer.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(turned, where)
    return ImageChops.multiply(image, ground)


def build() -> None:
    FOLDER.mkdir(exist_ok=True)
    plain = page(LINES[3:])
    page().quantize(16).save(FOLDER / "page.png", optimize=True)
    page().transpose(Image.Transpose.ROTATE_90).quantize(16).save(FOLDER / "turned.png", optimize=True)
    _over(plain, _text("秘密★长期", 70, (205, 30, 40), box=True), 28, (220, 180)).quantize(32).save(FOLDER / "stamp.png", optimize=True)
    _over(plain, _text("机密★5年", 130, (212, 212, 212)), 30, (60, 250)).quantize(32).save(FOLDER / "watermark.png", optimize=True)
    fax = [page(lines).convert("1") for lines in (LINES[3:5], ("绝密★启用前", *LINES[4:6]))]
    fax[0].save(FOLDER / "fax.tif", save_all=True, append_images=fax[1:], compression="group4", dpi=(100, 100))
    _with_metadata(Image.new("RGB", (40, 30), "white"))


def _with_metadata(image: Image.Image) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "Jimi attachment"
    exif[ExifTags.Base.XPTitle] = "机密★3年".encode("utf-16-le")
    exif[ExifTags.Base.DateTime] = "2026:03:05 10:00:00"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.UserComment] = b"UNICODE\0" + "摄于涉密会议".encode("utf-16")
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (30.0, 15.0, 36.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (120.0, 9.0, 0.0)
    xmp = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="示例市">'
        "<dc:subject><rdf:Bag><rdf:li>内部资料</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    image.save(FOLDER / "metadata.jpg", exif=exif, xmp=xmp.encode(), comment="照片说明".encode("gb18030"))
    chunks = PngInfo()
    chunks.add_text("Comment", "plain words")
    chunks.add_itxt("Title", "秘密★一年", zip=True)
    image.save(FOLDER / "chunks.png", pnginfo=chunks)


if __name__ == "__main__":
    build()
