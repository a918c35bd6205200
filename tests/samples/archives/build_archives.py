"""Makes the archives of this folder with 7-Zip and cabarchive, which the machine that runs the tests need not have.

Run `python tests/samples/archives/build_archives.py` where `7z` is on the path and `pip install cabarchive` has been done.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FILES = {"秘密/名单.txt": "机密★10年\n名单如下".encode(), "report.csv": "姓名,电话\n张三,13800138000\n".encode("gbk")}
SEVEN_ZIP = {
    "solid.7z": ("-ms=on",),
    "separate.7z": ("-ms=off", "-m0=LZMA"),
    "bcj2.7z": ("-m0=BCJ2", "-m1=LZMA2", "-m2=LZMA", "-m3=LZMA"),
    "bzip2.7z": ("-m0=BZip2",),
    "ppmd.7z": ("-m0=PPMd",),
    "password.7z": ("-psecret",),
    "hidden-names.7z": ("-psecret", "-mhe=on"),
    "zipcrypto.zip": ("-tzip", "-psecret"),
    "aes128.zip": ("-tzip", "-psecret", "-mem=AES128"),
    "aes256.zip": ("-tzip", "-psecret", "-mem=AES256"),
}


def build() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, data in FILES.items():
            path = Path(folder, name)
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
        for name, options in SEVEN_ZIP.items():
            (HERE / name).unlink(missing_ok=True)
            subprocess.run(["7z", "a", "-bso0", "-mtc=off", *options, HERE / name, "秘密", "report.csv"], cwd=folder, check=True)
        bomb = Path(folder, "bomb.bin")
        bomb.write_bytes(bytes(40_000_000))
        (HERE / "bomb.7z").unlink(missing_ok=True)
        subprocess.run(["7z", "a", "-bso0", HERE / "bomb.7z", bomb], check=True)
    _build_cabinets()


def _build_cabinets() -> None:
    from cabarchive import CabArchive, CabFile

    for name, compressed in (("stored.cab", False), ("mszip.cab", True)):
        cabinet = CabArchive()
        for inner, data in FILES.items():
            cabinet[inner.replace("/", "\\")] = CabFile(data)
        if compressed:  # over several blocks, each of which needs the one before it
            cabinet["长文.txt"] = CabFile("".join(f"第{number}行\n" for number in range(9_000)).encode() + "绝密★20年".encode())
        (HERE / name).write_bytes(cabinet.save(compressed))


if __name__ == "__main__":
    build()
