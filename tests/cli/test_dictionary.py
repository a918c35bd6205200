"""What a secrecy officer does with dictionaries at the command line."""

import csv
import stat

import pytest
from openpyxl import Workbook, load_workbook
from rich.cells import cell_len

from screener.cli import language, main
from screener.dictionary import load_dictionaries
from screener.sealed import KEY_FILE_VARIABLE, KEY_VARIABLE
from screener.term_list import as_toml, read_term_list

ROWS = [
    ("词语", "说明", "分数", "例外词"),
    ("示例代号甲", "一期", 90, None),
    ("示例代号乙", None, None, None),
    ("示例代號甲", "重复", None, None),
    ("红旗", None, 0.4, "轿车、渠"),
    (None, None, None, None),
]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for variable in (KEY_VARIABLE, KEY_FILE_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    yield
    language.choose([])


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


def run(*arguments, lang="zh"):
    return main(["dictionary", *map(str, arguments), "--lang", lang])


def workbook(path, rows=ROWS):
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def imported(own, path, *more):
    return run("import", path, "--name", "names", "--owner", "保密办", "--own", own, *more)


def terms(own, name="names"):
    return {term.text: term for dictionary in load_dictionaries(own) if dictionary.name == name for term in dictionary.terms}


def test_a_workbook_becomes_a_dictionary(own, tmp_path, capsys):
    assert imported(own, workbook(tmp_path / "词表.xlsx")) == 0
    made = terms(own)
    assert set(made) == {"示例代号甲", "示例代号乙", "红旗"}
    assert (made["示例代号甲"].score, made["示例代号甲"].note) == (0.9, "一期")
    assert (made["红旗"].score, made["红旗"].unless_near) == (0.4, ("轿车", "渠"))
    assert "3 个词语" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_of_any_encoding_becomes_a_dictionary(own, tmp_path, encoding):
    path = tmp_path / "list.csv"
    path.write_bytes("词语,说明\r\n示例代号甲,一期\r\n示例代号乙,\r\n".encode(encoding))
    assert imported(own, path) == 0
    assert set(terms(own)) == {"示例代号甲", "示例代号乙"}


@pytest.mark.parametrize("name", ["list.csv", "list.txt"])
def test_one_column_without_a_heading_is_all_terms(own, tmp_path, name):
    path = tmp_path / name
    path.write_text("示例代号甲\n示例代号乙\n", "utf-8")
    assert imported(own, path) == 0
    assert set(terms(own)) == {"示例代号甲", "示例代号乙"}


def test_an_english_heading_is_known_too(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("note,Term\n一期,示例代号甲\n", "utf-8")
    assert read_term_list(path) == [{"text": "示例代号甲", "note": "一期"}]


@pytest.mark.parametrize("text", ['引号"号', "反\\斜杠", "#井号", "制\t表", "表情😀", "=1+1", "'''三引号"])
def test_any_text_survives_the_way_into_a_dictionary_and_out_again(own, tmp_path, text):
    (own / "names.toml").write_text(
        as_toml({"name": "names", "version": "1", "owner": "办", "entity": "a.b", "basis": "表"}, [{"text": text, "score": 0.25}]), "utf-8"
    )
    assert set(terms(own)) == {text}
    for suffix in ("xlsx", "csv"):
        assert run("export", "names", tmp_path / f"out.{suffix}", "--own", own) == 0
        assert read_term_list(tmp_path / f"out.{suffix}") == [{"text": text, "score": 0.25}]


def test_an_exported_list_runs_no_formula(own, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("=cmd|'/c calc'!A1\n示例代号甲\n", "utf-8")
    assert imported(own, path) == 0
    for suffix in ("xlsx", "csv"):
        run("export", "names", tmp_path / f"out.{suffix}", "--own", own)
    cells = [cell for row in load_workbook(tmp_path / "out.xlsx").worksheets[0].iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not any(cell.startswith("=") for row in csv.reader(file) for cell in row)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("词语", "分数"), ("示例代号甲", "很高")], "list.xlsx 第 2 行：分数"),
        ([("词语", "整词"), (None, None), ("示例代号甲", "也许")], "list.xlsx 第 3 行：“整词”"),
        ([("词语",), ("示例代号甲",), ("密",)], "list.xlsx 第 3 行：“密”只有一个字"),
        ([("示例代号甲",), ("长" * 201,)], "list.xlsx 第 2 行：词语超过 200 字"),
    ],
)
def test_a_list_that_does_not_hold_is_not_written(own, tmp_path, capsys, rows, said):
    assert imported(own, workbook(tmp_path / "list.xlsx", rows)) == 2
    assert said in capsys.readouterr().err
    assert list(own.iterdir()) == []


@pytest.mark.parametrize(("name", "content"), [("list.xlsx", b"no workbook"), ("list.pdf", b"%PDF"), ("none.csv", None)])
def test_a_list_that_cannot_be_read_is_an_error(own, tmp_path, capsys, name, content):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert imported(own, tmp_path / name) == 2
    assert name in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--name", "Names"], "--name 只能用"),
        (["--name", "词表"], "--name 只能用"),
        (["--score", "2"], "--score 应当大于 0"),
        (["--score", "0"], "--score 应当大于 0"),
        (["--entity", "words"], "--entity 应当像"),
        (["--owner", ""], "--owner 不能是空的"),
        (["--version", ""], "--version 不能是空的"),
    ],
)
def test_a_wrong_setting_is_named_as_it_was_typed(own, tmp_path, capsys, arguments, said):
    assert imported(own, workbook(tmp_path / "list.xlsx"), *arguments) == 2
    error = capsys.readouterr().err
    assert said in error
    assert ".toml" not in error
    assert list(own.iterdir()) == []


def test_a_folder_is_made_only_when_asked_for(tmp_path, capsys):
    path = workbook(tmp_path / "list.xlsx")
    assert imported(tmp_path / "nosuch", path) == 2
    assert "--create" in capsys.readouterr().err
    assert not (tmp_path / "nosuch").exists()
    assert imported(tmp_path / "nosuch", path, "--create") == 0


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_overwrites_nothing_by_accident(own, tmp_path, capsys, name):
    imported(own, workbook(tmp_path / "list.xlsx"))
    (tmp_path / name).write_text("mine", "utf-8")
    assert run("export", "names", tmp_path / name, "--own", own) == 2
    assert "--replace" in capsys.readouterr().err
    assert (tmp_path / name).read_text("utf-8") == "mine"
    assert run("export", "names", tmp_path / name, "--own", own, "--replace") == 0
    assert len(read_term_list(tmp_path / name)) == 3


@pytest.mark.parametrize("name", ["out.csv", "out.xlsx"])
def test_an_export_into_no_folder_is_a_mistake_of_the_user(own, tmp_path, capsys, name):
    imported(own, workbook(tmp_path / "list.xlsx"))
    assert run("export", "names", tmp_path / "none" / name, "--own", own) == 2
    assert f"写不了 {tmp_path / 'none' / name}：文件夹不存在。" in capsys.readouterr().err


def test_columns_of_the_list_stand_under_each_other(capsys):
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len({cell_len(line[: line.index(" 个词语")]) for line in lines}) == 1


def test_a_list_is_not_overwritten_by_accident(own, tmp_path):
    path = workbook(tmp_path / "list.xlsx")
    assert imported(own, path) == 0
    assert imported(own, path) == 2
    assert imported(own, path, "--replace") == 0


def test_check_holds_for_what_is_shipped(capsys):
    assert run("check") == 0
    assert "court-work@" in capsys.readouterr().out


def test_check_says_which_example_is_not_found(own, tmp_path, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    file = own / "names.toml"
    file.write_text(file.read_text("utf-8") + 'examples = ["没有的句子"]\n', "utf-8")
    assert run("check", "--own", own) == 2
    assert "没有的句子" in capsys.readouterr().err


def test_check_of_files_says_what_is_wrong_with_each(own, tmp_path, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    (own / "other.toml").write_text("name = 3", "utf-8")
    assert run("check", own / "names.toml", own / "other.toml") == 2
    shown = capsys.readouterr()
    assert "names.toml" in shown.out
    assert "other.toml" in shown.err


def test_list_shows_dictionaries_and_the_terms_of_one(own, tmp_path, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    assert run("list", "--own", own) == 0
    assert "names@1" in capsys.readouterr().out
    assert run("list", "names", "--own", own) == 0
    assert "示例代号甲" in capsys.readouterr().out


def test_an_unknown_name_says_which_there_are(capsys):
    assert run("list", "nothing") == 2
    assert "court-work" in capsys.readouterr().err


def test_a_text_is_tried_out(own, tmp_path, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    capsys.readouterr()
    assert run("test", "第一行\n启动示 例代号甲", "--own", own) == 1
    assert capsys.readouterr().out.startswith("2:3\t示 例代号甲\tnames\tinternal.listed-word\t0.9\t词语被拆开")
    assert run("test", "司机密切配合", "--own", own) == 0
    assert "没有命中" in capsys.readouterr().out


def test_the_other_language(capsys):
    assert run("test", "今天天气很好", lang="en") == 0
    assert capsys.readouterr().out == "nothing found.\n"


# Sealing.


@pytest.fixture
def key(tmp_path, monkeypatch, capsys):
    path = tmp_path / "dictionary.key"
    assert run("new-key", path) == 0
    assert path.read_text().strip() not in capsys.readouterr().out
    monkeypatch.setenv(KEY_FILE_VARIABLE, str(path))
    return path


def test_a_key_is_for_its_user_alone_and_never_overwritten(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()
    assert run("new-key", key) == 2
    assert key.read_text() == before


def test_a_dictionary_is_sealed_and_still_in_force(own, tmp_path, key, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    assert run("seal", own / "names.toml", "--own", own, "--delete") == 0
    assert [path.name for path in own.iterdir()] == ["names.sealed"]
    capsys.readouterr()
    assert run("test", "启动示例代号甲", "--own", own) == 1
    assert run("list", "names", "--own", own) == 0
    assert run("export", "names", tmp_path / "out.csv", "--own", own) == 2
    assert "示例代号" not in "".join(capsys.readouterr())
    assert not (tmp_path / "out.csv").exists()


def test_a_list_is_imported_sealed_without_touching_the_disk_in_clear(own, tmp_path, key):
    assert imported(own, workbook(tmp_path / "list.xlsx"), "--seal") == 0
    assert [path.name for path in own.iterdir()] == ["names.sealed"]
    assert set(terms(own)) == {"示例代号甲", "示例代号乙", "红旗"}


def test_sealing_says_that_the_clear_text_is_still_there(own, tmp_path, key, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"))
    assert run("seal", own / "names.toml", "--own", own) == 0
    assert "明文仍在" in capsys.readouterr().out


def test_without_a_key_nothing_is_sealed_and_nothing_sealed_is_skipped(own, tmp_path, key, monkeypatch, capsys):
    imported(own, workbook(tmp_path / "list.xlsx"), "--seal")
    monkeypatch.delenv(KEY_FILE_VARIABLE)
    assert run("check", "--own", own) == 2
    assert KEY_FILE_VARIABLE in capsys.readouterr().err


def test_an_example_that_does_not_hold_is_not_sealed(own, tmp_path, key):
    imported(own, workbook(tmp_path / "list.xlsx"))
    file = own / "names.toml"
    file.write_text(file.read_text("utf-8") + 'examples = ["没有的句子"]\n', "utf-8")
    assert run("seal", file, "--own", own) == 2
    assert not (own / "names.sealed").exists()
