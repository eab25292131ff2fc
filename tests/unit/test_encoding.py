import pytest

from extractors.encoding import decode_page, header_file_name

TEXT = "某某局２０２４年部門预算公開：收入、支出、三公经费" * 20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_the_bytes_say_their_encoding(encoding: str) -> None:
    assert decode_page(f"<meta charset=latin1>{TEXT}".encode(encoding)).endswith(TEXT)


def test_a_character_cut_in_two_spoils_only_itself() -> None:
    broken = TEXT.encode()[:-1] + b"<p>" + TEXT.encode()
    assert decode_page(broken).endswith(TEXT)
    assert decode_page(TEXT.encode("gbk") + b"\xff").startswith(TEXT)
    assert decode_page(b"") == ""


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (None, None),
        (b"inline", None),
        ("attachment; filename=预算.pdf".encode("gbk"), "预算.pdf"),
        ('attachment; filename="预算.pdf"; size=3'.encode(), "预算.pdf"),
        (b"attachment; filename=%E9%A2%84%E7%AE%97.pdf", "预算.pdf"),
        (b"attachment; filename=x.pdf; filename*=UTF-8''%E9%A2%84%E7%AE%97.pdf", "预算.pdf"),
        (b"attachment; filename*=gbk''%D4%A4%CB%E3.pdf", "预算.pdf"),
        (b"attachment; filename=../../etc/passwd", "passwd"),
        (b'attachment; filename="a\r\nb.pdf"', "ab.pdf"),
        (b"attachment; filename=", None),
    ],
)
def test_names_in_a_header(header: bytes | None, name: str | None) -> None:
    assert header_file_name(header) == name
