"""A directory of its own for a test: Debian's slapd on this machine, started in a folder and stopped by its process id."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reports.desk.certificate import write

SLAPD = Path("/usr/sbin/slapd")
MODULES, SCHEMAS = Path("/usr/lib/ldap"), Path("/etc/ldap/schema")
BASE = "dc=court,dc=example"
ROOT, ROOT_PASSWORD = f"cn=root,{BASE}", "gen-de-mi-ma"
SERVICE, SERVICE_PASSWORD = f"cn=screener,{BASE}", "fu-wu-de-mi-ma"
PASSWORD = "mu-lu-li-de-mi-ma"
CONFIGURATION = """\
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
moduleload ppolicy
pidfile {folder}/slapd.pid
TLSCertificateFile {certificate}
TLSCertificateKeyFile {key}
database mdb
suffix "{base}"
rootdn "{root}"
rootpw {root_password}
directory {folder}/data
overlay ppolicy
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by anonymous auth by * none
"""
PEOPLE = {"zhang": "张衡", "chen": "陈静", "both": "双岗", "he": "何一", "zhao": "赵敏", "wu": "吴涛", "周正": "周正"}
GROUPS = {"reviewers": ("zhang", "both"), "clerks": ("chen", "both", "周正"), "everybody": ("zhang", "chen", "he", "both")}


def group(name: str) -> str:
    return f"cn={name},ou=groups,{BASE}"


def _data() -> str:
    lines = [
        f"dn: {BASE}\nobjectClass: dcObject\nobjectClass: organization\no: court\ndc: court\n",
        *(f"dn: ou={name},{BASE}\nobjectClass: organizationalUnit\nou: {name}\n" for name in ("people", "groups")),
        f"dn: {SERVICE}\nobjectClass: applicationProcess\nobjectClass: simpleSecurityObject\ncn: screener\nuserPassword: {SERVICE_PASSWORD}\n",
    ]
    for name, shown in PEOPLE.items():
        lines.append(
            f"dn: uid={name},ou=people,{BASE}\nobjectClass: inetOrgPerson\nuid: {name}\ncn: {shown}\nsn: {shown[0]}\nuserPassword: {PASSWORD}\n"
        )
    # Two entries with one name, as a merger of two offices leaves them.
    lines += [
        f"dn: cn={shown},ou=people,{BASE}\nobjectClass: inetOrgPerson\ncn: {shown}\nuid: twin\nsn: {shown}\nuserPassword: {PASSWORD}\n"
        for shown in ("甲", "乙")
    ]
    for name, members in GROUPS.items():
        inside = "".join(f"member: uid={member},ou=people,{BASE}\n" for member in members)
        lines.append(f"dn: {group(name)}\nobjectClass: groupOfNames\ncn: {name}\n{inside}")
    return "\n".join(lines)


@dataclass
class Directory:
    """The running directory, and what its owner does to it."""

    folder: Path
    port: int
    tls_port: int
    certificate: Path
    process: subprocess.Popen[bytes]

    @property
    def clear(self) -> str:
        return f"ldap://127.0.0.1:{self.port}"

    @property
    def tls(self) -> str:
        return f"ldaps://127.0.0.1:{self.tls_port}"  # libldap puts the machine's own name where it reads localhost

    @contextmanager
    def owner(self) -> Iterator[Any]:
        import ldap

        connection = ldap.initialize(self.clear)
        connection.simple_bind_s(ROOT, ROOT_PASSWORD)
        yield connection
        connection.unbind_s()

    def lock(self, name: str, locked: bytes | None) -> None:
        import ldap

        with self.owner() as owner:
            value = [locked] if locked else None
            owner.modify_s(f"uid={name},ou=people,{BASE}", [(ldap.MOD_REPLACE, "pwdAccountLockedTime", value)])

    def members(self, name: str, members: tuple[str, ...]) -> None:
        import ldap

        with self.owner() as owner:
            owner.modify_s(group(name), [(ldap.MOD_REPLACE, "member", [f"uid={member},ou=people,{BASE}".encode() for member in members])])

    def asked(self) -> list[str]:
        """What it was asked so far: each bind and each search, with its name or its filter."""
        log = (self.folder / "log").read_text("utf-8", "replace")
        return re.findall(r'(BIND dn="[^"]*"(?= method)|SRCH base=.*)', log)


@contextmanager
def running(folder: Path) -> Iterator[Directory]:
    certificate, key = write(folder)
    (folder / "data").mkdir()
    told = CONFIGURATION.format(
        schemas=SCHEMAS, modules=MODULES, folder=folder, certificate=certificate, key=key,
        base=BASE, root=ROOT, root_password=ROOT_PASSWORD, service=SERVICE,
    )  # fmt: skip
    (folder / "slapd.conf").write_text(told, "utf-8")
    (folder / "data.ldif").write_text(_data(), "utf-8")
    subprocess.run(
        [SLAPD.with_name("slapadd"), "-q", "-f", folder / "slapd.conf", "-l", folder / "data.ldif"], check=True, capture_output=True
    )
    port, tls_port = _free_port(), _free_port()
    addresses = f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [SLAPD, "-d", "256", "-h", addresses, "-f", folder / "slapd.conf"], stderr=log, stdout=subprocess.DEVNULL
        )
    try:
        while process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", tls_port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                break
        assert process.poll() is None, (folder / "log").read_text()
        yield Directory(folder, port, tls_port, certificate, process)
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(folder / "data", ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def is_installed() -> bool:
    return os.access(SLAPD, os.X_OK) and (MODULES / "ppolicy.la").exists()
