"""A sealed dictionary opens with its key only, and nothing that goes wrong with it tells a word of it."""

from base64 import b64decode

import pytest

from screener import sealed
from screener.dictionary import load_dictionaries
from screener.dictionary_file import read_dictionary_file
from screener.errors import DictionaryError, UsageError
from tests.test_dictionary import EXTENSION, HEAD, write

KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="
SECRET = "示例代号壬"


@pytest.fixture
def own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    return folder


@pytest.fixture(autouse=True)
def _no_key(monkeypatch):
    monkeypatch.delenv(sealed.KEY_VARIABLE, raising=False)
    monkeypatch.delenv(sealed.KEY_FILE_VARIABLE, raising=False)


def seal_into(own, text, name="sample.sealed", head=HEAD):
    path = own / name
    path.write_bytes(sealed.seal((head + text).encode(), b64decode(KEY)))
    return path


def test_a_sealed_dictionary_without_its_key_is_an_error_and_not_skipped(own):
    seal_into(own, f'terms = "{SECRET}"\n')
    with pytest.raises(UsageError) as caught:
        load_dictionaries(own)
    assert sealed.KEY_FILE_VARIABLE in caught.value.sentence


@pytest.mark.parametrize("variable", [sealed.KEY_VARIABLE, sealed.KEY_FILE_VARIABLE])
def test_a_sealed_dictionary_opens_with_the_key(own, tmp_path, monkeypatch, variable):
    (tmp_path / "key").write_text(KEY + "\n")
    monkeypatch.setenv(variable, str(tmp_path / "key") if variable == sealed.KEY_FILE_VARIABLE else KEY)
    path = seal_into(own, f'terms = "{SECRET}"\nexamples = ["{SECRET}启动"]\n')
    loaded = load_dictionaries(own)[-1]
    assert loaded.sealed
    assert loaded.terms[0].text == SECRET
    assert SECRET not in repr(loaded) + repr(loaded.terms[0]) + repr(read_dictionary_file(path))
    assert loaded.examples == ()
    assert SECRET.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        f'terms = """\n{SECRET}\n{SECRET}\n"""\n',
        f'{SECRET} = 1\nterms = "甲计划"\n',
        f'"{SECRET}" = 1\nterms = "甲计划"\n',
        f"terms = {SECRET}\n",
        f'terms = "甲计划"\n[[term]]\ntext = "{SECRET}"\nscore = 7\n',
        f'terms = "甲计划"\nrequire_near = ["{SECRET}", "{SECRET}"]\n',
        f'terms = ["{SECRET}"]\n',
        f'[[term]]\ntext = "{SECRET}"\n[[term]]\ntext = "{SECRET}"\n',
    ],
)
def test_an_error_in_a_sealed_dictionary_quotes_none_of_it(own, monkeypatch, text):
    monkeypatch.setenv(sealed.KEY_VARIABLE, KEY)
    seal_into(own, text)
    with pytest.raises(DictionaryError) as caught:
        load_dictionaries(own)
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in repr(error) + getattr(error, "sentence", "") + str(error)
        error = error.__cause__ or error.__context__


def test_a_term_that_a_sealed_extension_disables_is_not_quoted(own, monkeypatch):
    monkeypatch.setenv(sealed.KEY_VARIABLE, KEY)
    seal_into(own, f'disable = ["{SECRET}"]\n', head=EXTENSION)
    with pytest.raises(DictionaryError) as caught:
        load_dictionaries(own)
    assert SECRET not in caught.value.sentence + caught.value.sentence_en


@pytest.mark.parametrize("position", [0, 20, len(sealed.HEADER), len(sealed.HEADER) + 13, -1])
def test_an_altered_file_does_not_open(position):
    key = b64decode(KEY)
    content = bytearray(sealed.seal(b"x = 1", key))
    content[position] ^= 1
    with pytest.raises(DictionaryError):
        sealed.unseal(bytes(content), key, "f")


def test_another_key_does_not_open_it():
    with pytest.raises(DictionaryError):
        sealed.unseal(sealed.seal(b"x", bytes(32)), bytes([1] * 32), "f")


def test_the_same_list_never_looks_the_same_twice():
    assert sealed.seal(b"x", bytes(32)) != sealed.seal(b"x", bytes(32))


@pytest.mark.parametrize("key", ["", "abc", "QUJD", "不是钥匙"])
def test_a_malformed_key_is_an_error_that_does_not_quote_it(monkeypatch, key):
    monkeypatch.setenv(sealed.KEY_VARIABLE, key)
    with pytest.raises(UsageError) as caught:
        sealed.load_key()
    assert not key or key not in caught.value.sentence


def test_a_new_key_is_a_key(monkeypatch):
    monkeypatch.setenv(sealed.KEY_VARIABLE, sealed.new_key())
    assert len(sealed.load_key()) == 32


def test_clear_text_beside_the_sealed_file_is_an_error(own, monkeypatch):
    monkeypatch.setenv(sealed.KEY_VARIABLE, KEY)
    seal_into(own, 'terms = "甲计划"\n')
    write(own, 'terms = "甲计划"\n')
    with pytest.raises(DictionaryError):
        load_dictionaries(own)
