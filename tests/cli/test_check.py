"""The command line is a contract: exit codes, one line for each mistake, the jsonl shape."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[1] / "samples" / "documents"
CLEAN = "本院定于2026年8月12日公开开庭审理。\n"
MARKED = "机密★10年\n关于有关工作的报告\n"


def screener(*arguments, stdin=None, cwd=None, lang="zh", env=None):
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **(env or {})}
    command = [sys.executable, "-m", "screener", *map(str, arguments), *(["--lang", lang] if arguments else [])]
    return subprocess.run(command, input=stdin, capture_output=True, cwd=cwd, env=environment, timeout=100)


def jsonl(*arguments, **options):
    done = screener("check", *arguments, "--format", "jsonl", **options)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def folder(tmp_path):
    inbox = tmp_path / "待发布"
    (inbox / "子").mkdir(parents=True)
    (inbox / "b.txt").write_text(CLEAN, "utf-8")
    (inbox / "a.txt").write_text(MARKED, "utf-8")
    (inbox / "子" / "c.txt").write_text(CLEAN, "utf-8")
    return inbox


def test_exit_codes_tell_found_from_passed(folder):
    assert jsonl(folder / "b.txt")[0] == 0
    assert jsonl(folder / "a.txt")[0] == 1


def test_a_folder_gives_one_line_a_file_in_path_order(folder):
    code, lines = jsonl("待发布", cwd=folder.parent)
    assert code == 1
    assert [(line["path"], line["verdict"]) for line in lines] == [
        ("待发布/a.txt", "block"),
        ("待发布/b.txt", "pass"),
        ("待发布/子/c.txt", "pass"),
    ]


def test_a_line_has_what_the_contract_names(folder):
    (line,) = jsonl(folder / "a.txt")[1]
    keys = "path sha256 size media_type verdict reasons findings unscanned coverage policy dictionaries elapsed_ms"
    assert set(line) >= set(keys.split())
    finding = line["findings"][0]
    assert set(finding) >= {"entity", "rule", "score", "location", "start", "end", "quote", "evidence", "basis", "advice"}
    assert set(finding["location"]) == {"part", "place", "page", "paragraph", "cell", "box"}
    assert (finding["entity"], finding["start"], finding["end"], finding["location"]["paragraph"]) == ("secret.marking", 0, 6, 1)
    assert finding["quote"] == "机*★***"


def test_show_text_unmasks(folder):
    (line,) = jsonl(folder / "a.txt", "--show-text")[1]
    assert line["findings"][0]["quote"] == "机密★10年"


def test_standard_input_is_screened_under_its_name():
    code, (line,) = jsonl("-", "--name", "方案.txt", stdin=MARKED.encode())
    assert (code, line["path"], line["verdict"]) == (1, "方案.txt", "block")
    assert jsonl("-", stdin=CLEAN.encode())[0] == 0


def test_names_of_folders_are_screened(tmp_path):
    (tmp_path / "机密").mkdir()
    (tmp_path / "机密" / "a.txt").write_text(CLEAN, "utf-8")
    code, (line,) = jsonl(tmp_path / "机密")
    assert code == 1
    assert line["findings"][0]["location"]["place"] == "filename"


def test_a_link_to_a_folder_is_held_and_never_walked_in_circles(folder):
    (folder / "子" / "回").symlink_to(folder)
    code, lines = jsonl(folder)
    assert code == 1
    assert [line["unscanned"][0]["code"] for line in lines if line["path"].endswith("回")] == ["linked-folder"]


def test_devices_and_pipes_are_held(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    code, (line,) = jsonl(tmp_path)
    assert (code, line["unscanned"][0]["code"]) == (1, "not-a-file")


def test_a_broken_link_is_held(tmp_path):
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    code, (line,) = jsonl(tmp_path)
    assert (code, line["unscanned"][0]["code"]) == (1, "broken-link")


def test_undecodable_names_do_not_stop_the_run(tmp_path):
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xbb\xfa\xc3\xdc.txt"))).write_text(CLEAN, "utf-8")
    done = screener("check", tmp_path, "--format", "jsonl")
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode in (0, 1)


@pytest.mark.skipif(os.getuid() == 0, reason="root reads files without permission; run as an ordinary user to test refusal")
def test_a_file_without_permission_is_held(tmp_path):
    (tmp_path / "a.txt").write_text(CLEAN, "utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert jsonl(tmp_path)[1][0]["unscanned"][0]["code"] == "unreadable-file"


@pytest.mark.parametrize(
    ("arguments", "zh", "en"),
    [
        (["check", "no-such-file"], "找不到 no-such-file", "cannot find no-such-file"),
        (["check", "empty"], "没有可审查的文件", "nothing to screen"),
        (["check"], "缺少参数", "required"),
        (["check", "a.txt", "--colour"], "不认识的参数：--colour", "unrecognized arguments: --colour"),
        (["check", "a.txt", "--format", "pdf"], "报告格式", "report format"),
        (["check", "a.txt", "--jobs", "many"], "的值不对", "invalid"),
        (["check", "a.txt", "--jobs", "-2"], "负数", "negative"),
        (["check", "a.txt", "--policy", "nothing"], "没有名为 nothing 的策略", "no policy named nothing"),
        (["check", "a.txt", "--policy", "broken.toml"], "不是有效的 TOML", "not valid TOML"),
        (["check", "a.txt", "--config", "broken.toml"], "不是有效的 TOML", "not valid TOML"),
        (["check", "a.txt", "--config", "absent.toml"], "读不到配置文件", "cannot read the configuration"),
        (["check", "a.txt", "--config", "words.toml"], "bad.toml", "bad.toml"),
        (["check", "a.txt", "--output", "no/such/folder/x"], "写不了报告", "cannot write the report"),
        (["explain", "no-such-rule"], "没有规则", "no rule"),
        (["frobnicate"], "没有 frobnicate 这个命令，可用：check、explain、dictionary、init、serve、", "invalid choice"),
        (["dictionary"], "请写操作：check、list、test、", "required"),
        (["dictionary", "lst"], "没有 lst 这个操作，可用：check、list", "invalid choice"),
        (["check", "a.txt", "--lang", "fr"], "没有 fr 这个选项，可选：zh、en", "invalid choice"),
        (["explain", "secrecy-markng"], "是不是要找 secrecy-marking？", "Did you mean secrecy-marking?"),
        (["explain", "pasword-protected"], "是不是要找 password-protected？", "Did you mean password-protected?"),
        (["check", "a.txt", "--policy", "absent.toml"], "找不到策略文件 absent.toml", "cannot find the policy file absent.toml"),
        (["check", "a.txt", "--policy", "broken.toml"], "文件末尾附近写法有误", "near the end of the file"),
        (["check", "a.txt", "--config", "broken.toml"], "文件末尾附近写法有误", "near the end of the file"),
        (["check", "a.txt", "--config", "french.toml"], "language 不能是 fr", "language cannot be fr"),
        (["check", "a.txt", "--output", "no/such/folder/x"], "文件夹不存在", "No such file or directory"),
        (["check", "a.txt", "--output", "empty"], "写不了报告 empty：它是文件夹", "Is a directory"),
        (["dictionary", "export", "court-work", "no/such/x.csv"], "写不了 no/such/x.csv：文件夹不存在。", "cannot write no/such/x.csv"),
        (["dictionary", "export", "court-work", "no/such/x.xlsx"], "写不了 no/such/x.xlsx：文件夹不存在。", "cannot write"),
        (["dictionary", "export", "court-work", "there.csv"], "--replace", "--replace"),
        (["dictionary", "new-key", "a.txt"], "文件已存在", "File exists"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistake_is_one_clear_line_and_never_a_traceback(tmp_path, arguments, zh, en, lang):
    (tmp_path / "a.txt").write_text(CLEAN, "utf-8")
    (tmp_path / "broken.toml").write_text("name = ", "utf-8")
    (tmp_path / "french.toml").write_text('language = "fr"', "utf-8")
    (tmp_path / "there.csv").write_text("", "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "bad.toml").write_text("terms = [", "utf-8")
    (tmp_path / "words.toml").write_text('dictionaries = "words"', "utf-8")
    done = screener(*arguments, cwd=tmp_path, lang=lang)
    said = done.stderr.decode()
    assert done.returncode == 2
    assert (zh if lang == "zh" else en) in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1
    assert done.stdout == b""


def test_a_file_named_twice_is_screened_once(folder):
    lines = jsonl(folder / "a.txt", folder, folder / "a.txt", folder)[1]
    assert [Path(line["path"]).name for line in lines] == ["a.txt", "b.txt", "c.txt"]


def test_a_file_named_twice_is_screened_with_the_name_of_its_folder(tmp_path):
    (tmp_path / "机密").mkdir()
    (tmp_path / "机密" / "a.txt").write_text(CLEAN, "utf-8")
    assert jsonl(tmp_path / "机密" / "a.txt", tmp_path / "机密")[0] == 1


def test_a_report_tells_the_local_time(folder):
    assert "+08:00" in screener("check", folder, "--format", "html", env={"TZ": "Asia/Shanghai"}).stdout.decode()


def test_standard_input_without_a_name_is_called_so():
    assert "（标准输入）" in screener("check", "-", stdin=MARKED.encode()).stdout.decode()
    assert jsonl("-", stdin=MARKED.encode())[1][0]["path"] == "-"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_run_leaves_no_worker_and_no_report(tmp_path, number):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for at in range(3000):
        (inbox / f"{at:04}.txt").write_text(CLEAN * 40, "utf-8")
    report = tmp_path / "report.jsonl"
    command = [sys.executable, "-m", "screener", "check", inbox, "--format", "jsonl", "--output", report, "--lang", "zh", "--jobs", "2"]

    def listen():  # a test run in the background has SIGINT ignored, and hands that on
        signal.signal(number, signal.SIG_DFL)

    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True, preexec_fn=listen) as running:
        while not any(part.stat().st_size for part in tmp_path.glob(".screener-*.part")):
            assert running.poll() is None
            time.sleep(0.05)
        running.send_signal(number)
        said = running.communicate(timeout=60)[1].decode()
    assert running.returncode == 3
    assert re.fullmatch(rf"screener: 已中断：3,000 个文件审查了 [\d,]+ 个，未写报告 {report}。请重新运行。\n", said)
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]
    with pytest.raises(ProcessLookupError):  # nobody of its process group is left
        os.killpg(running.pid, 0)


def test_a_nested_archive_is_named_by_its_whole_path(tmp_path):
    with zipfile.ZipFile(tmp_path / "inner.zip", "w") as inner:
        inner.writestr("会议纪要.txt", MARKED)
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.write(tmp_path / "inner.zip", "批次/inner.zip")
    (line,) = jsonl(tmp_path / "outer.zip")[1]
    marks = [finding for finding in line["findings"] if finding["rule"] == "secrecy-marking"]
    assert marks[0]["location"]["part"] == "outer.zip!批次/inner.zip!会议纪要.txt"


def test_version_tells_the_parts():
    done = screener("--version", "-v")
    assert done.returncode == 0
    assert b"jieba" in done.stdout


def test_explain_gives_examples_and_the_law():
    done = screener("explain", "secrecy-marking")
    assert done.returncode == 0
    assert "保守国家秘密法" in done.stdout.decode()
    assert "机密★10年" in done.stdout.decode()


def test_explain_tells_what_to_do_about_what_was_not_read():
    done = screener("explain", "password-protected")
    assert done.returncode == 0
    assert "--passwords" in done.stdout.decode()


def test_what_a_sealed_dictionary_found_is_never_shown(tmp_path):
    own, key = tmp_path / "own", tmp_path / "key"
    own.mkdir()
    (tmp_path / "list.txt").write_text("示例代号甲\n", "utf-8")
    (tmp_path / "a.txt").write_text("启动示例代号甲。\n机密★10年\n", "utf-8")
    (tmp_path / "c.toml").write_text('dictionaries = "own"', "utf-8")
    assert screener("dictionary", "new-key", key).returncode == 0
    env = {"SCREENER_DICTIONARY_KEY_FILE": str(key)}
    made = screener("dictionary", "import", tmp_path / "list.txt", "--name", "ours", "--owner", "办", "--own", own, "--seal", env=env)
    assert made.returncode == 0
    for form in ("text", "jsonl", "sarif", "junit", "html"):
        command = ["check", tmp_path / "a.txt", "--config", tmp_path / "c.toml", "--format", form, "--show-text"]
        told = screener(*command, env=env).stdout.decode()
        assert "机密★10年" in told
        assert "ours" in told
        assert "代号甲" not in told


def test_the_bundled_samples_get_the_verdicts_their_names_promise():
    code, lines = jsonl(SAMPLES)
    verdicts = {Path(line["path"]).name[:2]: line["verdict"] for line in lines}
    blocked = {"02", "03", "04", "06", "09", "11", "14"}
    held = {"08", "13", "15"}
    passed = {"01", "05", "07", "10", "12"}
    assert code == 1
    assert verdicts == dict.fromkeys(blocked, "block") | dict.fromkeys(held, "review") | dict.fromkeys(passed, "pass")
