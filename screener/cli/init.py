"""`screener init DIR`: an installation that works, in one command; run again, it makes what is missing and changes nothing else."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from screener.cli.language import chosen, pair
from screener.cli.output import unwritable
from screener.cli.service_options import add_common
from screener.config import Config, load_config
from screener.errors import UsageError

CONFIGURATION, UNIT = "screener.toml", "screener.service"

TEMPLATE = """\
# 公开前保密审查：本安装的配置。相对路径相对于本文件所在的文件夹。写错的设置名会报错，不会被忽略。
# 改完后运行 screener doctor 检查，再重启服务。

policy = "pre-publication"        # 策略；法院裁判文书上网另有 judgment 类策略，见 dictionaries/policies
# dictionaries = "dictionaries"   # 本单位词典文件夹，叠加在随程序的词典之上
# language = "zh"                 # 界面语言：zh 或 en

# 本单位：自己的名称、电话、地址不算泄露；他人机关代字的文件须征得原发机关同意。
# [unit]
# names = ["某某市中级人民法院"]
# document_codes = ["某中法"]

# 渠道：放进 inbox 的文件，审查通过的出现在 released，其余扣在 held 等人复核。
# held 必须与 inbox 在同一个文件系统：隔离只能改名，不能复制。
[[channels]]
name = "门户网站"
inbox = "inbox"
released = "released"
held = "held"
department = ""                   # 承办部门
# policy = ""                     # 这个渠道用的策略；不写则用上面的
# settle_seconds = 2.0            # 文件多久没有变化才收取
# network_share = true            # inbox 在 NFS、SMB 共享上（一般能自动认出）

# 再加一个渠道，就再写一节：
# [[channels]]
# name = "裁判文书"
# inbox = "judgments/inbox"
# released = "judgments/released"
# held = "judgments/held"

[records]
home = "var"                      # 数据库、密钥、日志；权限 0700
# database = "postgresql://screener@db.example.cn/screener"   # 不写则用 home 里的 SQLite
# key = "/media/token/custody.key"                            # 封存用的主密钥；放在另一块盘或令牌上更好
# digest = "sm3"                  # 审计链的摘要：sha256 或 sm3
# cipher = "sm4-gcm"              # 封存用的算法：aes-256-gcm 或 sm4-gcm
retain_records_years = 10         # 审查记录保存年限
retain_logs_years = 1             # 日志保存年限

[desk]
host = "127.0.0.1"                # 复核页面的地址；对外请放在反向代理后面
port = 8480
# origins = ["https://shencha.example.cn"]
# days_to_rule = 10               # 扣下的文件几个工作日内须作决定，过后算超期
# 放假和调休上班的日子：每年按国务院办公厅的通知补上。以下为 2026 年（2025 年 11 月 4 日通知）。
holidays = [
    2026-01-01, 2026-01-02, 2026-01-03,                                                  # 元旦
    2026-02-15, 2026-02-16, 2026-02-17, 2026-02-18, 2026-02-19, 2026-02-20, 2026-02-21,  # 春节
    2026-02-22, 2026-02-23,
    2026-04-04, 2026-04-05, 2026-04-06,                                                  # 清明
    2026-05-01, 2026-05-02, 2026-05-03, 2026-05-04, 2026-05-05,                          # 劳动节
    2026-06-19, 2026-06-20, 2026-06-21,                                                  # 端午
    2026-09-25, 2026-09-26, 2026-09-27,                                                  # 中秋
    2026-10-01, 2026-10-02, 2026-10-03, 2026-10-04, 2026-10-05, 2026-10-06, 2026-10-07,  # 国庆
]
workdays = [2026-01-04, 2026-02-14, 2026-02-28, 2026-05-09, 2026-09-20, 2026-10-10]

# 用单位目录（LDAP、AD）的账号登录：先 pip install 'screener[ldap]'。本系统的账号照常可用，系统管理员只用本系统的密码。
# [ldap]
# uri = "ldaps://dc.example.cn"   # 或 ldap:// 加 starttls = true；不加密的只能用于本机
# ca_file = "ca.pem"
# bind_dn = "cn=screener,ou=service,dc=example,dc=cn"
# bind_password_file = "ldap.password"   # 权限 0600
# user_base = "ou=people,dc=example,dc=cn"
# user_filter = "(uid={name})"    # AD：(&(objectClass=user)(sAMAccountName={name}))
# group_base = "ou=groups,dc=example,dc=cn"

# 用统一身份认证（OpenID Connect）登录：先 pip install 'screener[oidc]'。回调地址登记为 https://…/sign-in/oidc/back/
# [oidc]
# issuer = "https://sso.example.cn/realms/court"
# client_id = "screener"
# client_secret_file = "oidc.secret"     # 权限 0600
# ca_file = "ca.pem"

# 目录的组（DN）或认证给出的组，各对应一个角色；不在表里的人不能登录。角色：submitter、head、reviewer、leader、classifier、auditor。
# [[groups]]
# name = "cn=baomi,ou=groups,dc=example,dc=cn"
# role = "reviewer"
# department = "办公室"

# 有文件被扣时通知谁。通知里只有编号，没有内容和文件名。
# [notify]
# smtp_host = "mail.example.cn"
# sender = "shencha@example.cn"
# recipients = ["baomiban@example.cn"]
"""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "init", help=pair("建立一个安装：文件夹、配置、密钥、数据库、第一个账号", "make an installation: folders, keys, database, account")
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help=pair("安装到这个文件夹", "where to make it"))
    parser.add_argument("--upgrade", action="store_true", help=pair("升级旧的数据库（先自动备份）", "bring an older database up to date"))
    parser.add_argument(
        "--admin", default="admin", metavar="NAME", help=pair("系统管理员的用户名（默认 admin）", "the administrator's name (admin)")
    )
    add_common(parser)


def run(args: argparse.Namespace, _config: Config) -> int:
    folder = Path(os.path.abspath(args.folder))  # noqa: PTH100  as it is named, links and all
    file = folder / CONFIGURATION
    made = _write_texts(folder, file)
    config = load_config(file)
    from reports.founding import bring_up_to_date, first_administrator, is_new, make_folders, make_keys
    from reports.installation import open_installation

    os.umask(0o077)
    made += make_folders(config)
    made += make_keys(config)
    open_installation(file, migrated=False)
    if args.upgrade or is_new():
        steps = bring_up_to_date()
        print(pair(f"数据库已就绪（{steps} 步）。", f"the database is ready ({steps} steps)."))  # noqa: T201
    open_installation(file)
    password = first_administrator(args.admin, given_password(args.admin))
    _tell(folder, file, made, args.admin, password)
    return 0


def given_password(username: str) -> str:
    """From the file that `SCREENER_PASSWORD_FILE` names, else from a person at the keyboard; empty: make one."""
    from screener.cli.service_options import password_from_file

    if (password := password_from_file()) is not None:
        return password
    if not sys.stdin.isatty():
        return ""
    from getpass import getpass

    first = getpass(pair(f"给 {username} 设口令（直接回车则自动生成）：", f"password for {username} (empty: one is made): "))
    if first and getpass(pair("再输一遍：", "again: ")) != first:
        raise UsageError("两次输入的口令不同。", "the two passwords differ.")
    return first


def _write_texts(folder: Path, file: Path) -> list[Path]:
    made = []
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True, mode=0o755)
            made.append(folder)
        for path, text in ((file, TEMPLATE), (folder / UNIT, _unit(folder, file))):
            if not path.exists():
                with path.open("x", encoding="utf-8") as out:
                    out.write(text)
                path.chmod(0o644)
                made.append(path)
    except OSError as error:
        raise unwritable(f" {folder}", str(folder), error) from error
    return made


# Root has it, and may need the others to read what users drop.
CAPABILITIES = """\
# To know whether a program still writes into a file that another user dropped: a lease needs the file's owner, or this. Workers lose it.
AmbientCapabilities=CAP_LEASE
CapabilityBoundingSet=CAP_LEASE
"""


def _unit(folder: Path, file: Path) -> str:
    import getpass

    return f"""\
# 安装 / to install: cp {UNIT} /etc/systemd/system/ && systemctl daemon-reload && systemctl enable --now screener
[Unit]
Description=公开前保密审查 (outbound content screening)
After=network.target postgresql.service remote-fs.target

[Service]
User={getpass.getuser()}
ExecStart={sys.executable} -m screener --config {_quoted(file)} serve
# New dictionaries and policies; a changed screener.toml needs a restart.
ExecReload=/bin/kill -HUP $MAINPID
# The loop alone is told to stop: it finishes or gives back what its workers hold.
KillMode=mixed
TimeoutStopSec=60
Restart=on-failure
RestartSec=5
# 2: the configuration is wrong, and will be wrong again.
RestartPreventExitStatus=2
UMask=0077
NoNewPrivileges=yes
{CAPABILITIES if os.geteuid() else ""}\
ProtectSystem=strict
# Add the folders of channels that lie elsewhere.
ReadWritePaths={_quoted(folder)}
PrivateTmp=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictSUIDSGID=yes
LimitCORE=0

[Install]
WantedBy=multi-user.target
"""


def _quoted(path: Path) -> str:
    """As a unit file wants it: a blank ends a word, a per cent sign begins a specifier."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if " " in text else text


def _tell(folder: Path, file: Path, made: list[Path], admin: str, password: str | None) -> None:
    if made:
        print(pair("已建立：", "made:"))  # noqa: T201
        for path in made:
            print(f"  {path}")  # noqa: T201
    else:
        print(pair("没有缺少的东西，未作改动。", "nothing was missing; nothing was changed."))  # noqa: T201
    if password:
        said = (
            f"系统管理员：{admin}，口令：{password}（只显示这一次，请记下并在登录后更改）",
            f"administrator: {admin}, password: {password} (shown this once; write it down, change it after signing in)",
        )
        print(pair(*said))  # noqa: T201
    elif password is not None:
        print(pair(f"系统管理员：{admin}", f"administrator: {admin}"))  # noqa: T201
    command = f"screener --config {file}"
    keys_kept = pair(
        "请把 var/keys 另存一份备份到离线介质：密钥丢失则封存的文件打不开。",
        "keep a copy of var/keys offline: without the keys what is sealed does not open.",
    )
    steps = pair("下一步：", "next:")
    print(  # noqa: T201
        f"{keys_kept}\n{steps}\n"
        f"  1. {pair('看看配置', 'look at the configuration')}  {file}\n"
        f"  2. {command} doctor\n"
        f"  3. {command} serve\n"
        f"  4. {pair('开机自动运行', 'to run it at boot')}  sudo cp {folder / UNIT} /etc/systemd/system/ && sudo systemctl enable --now screener"
    )
    assert chosen()
