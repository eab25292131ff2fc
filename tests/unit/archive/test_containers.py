import io
import zipfile
from dataclasses import replace
from pathlib import Path

import libarchive
import pytest

from extractors.archive import Archive
from extractors.archive.containers import Limits, Member, Rejected, open_container
from extractors.archive.unpack import Origin, put_file
from tests.support.rar import rar

PDF = b"%PDF-1.4 member\n%%EOF"


def zip_of(members: dict[str, bytes], raw_names: str | None = None) -> bytes:
    """A zip; ``raw_names`` writes the names in that encoding without saying so."""
    out = io.BytesIO()
    plain = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, data) in enumerate(members.items()):
            if raw_names:
                # A placeholder of the same length, put right afterwards.
                plain[f"{n}".ljust(len(name.encode(raw_names)), "_")] = name.encode(raw_names)
                name = list(plain)[-1]
            archive.writestr(name, data)
    written = out.getvalue()
    for placeholder, raw in plain.items():
        written = written.replace(placeholder.encode(), raw)
    return written


def seven_zip(members: dict[str, bytes]) -> bytes:
    parts: list[bytes] = []

    def keep(part: bytes) -> int:
        parts.append(bytes(part))
        return len(part)

    with libarchive.custom_writer(keep, "7zip") as archive:
        for name, data in members.items():
            archive.add_file_from_memory(name, len(data), data)
    return b"".join(parts)


def opened(data: bytes, limits: Limits | None = None) -> tuple[dict[str, bytes], dict[str, str]]:
    items = list(open_container(data, limits))
    taken = {m.path: m.data for m in items if isinstance(m, Member)}
    return taken, {r.path: r.kind for r in items if isinstance(r, Rejected)}


FILES = {"教育局/2024年预算.pdf": PDF, "说明.docx": b"words"}


@pytest.mark.parametrize(
    "data",
    [
        zip_of(FILES),
        zip_of(FILES, "gbk"),
        seven_zip(FILES),
        rar({n.encode(): d for n, d in FILES.items()}),
        rar({n.replace("/", "\\").encode("gbk"): d for n, d in FILES.items()}),
    ],
    ids=["zip", "zip with GBK names", "7z", "rar", "rar with GBK names"],
)
def test_members_with_their_paths(data: bytes) -> None:
    assert opened(data) == (FILES, {})


def test_the_name_of_a_member_is_never_a_place() -> None:
    names = ["../up.pdf", "/etc/root.pdf", "a/../../up.pdf", "C:\\x.pdf", "a\\..\\..\\b.pdf"]
    taken, rejected = opened(zip_of(dict.fromkeys([*names, "ok.pdf"], PDF)))
    assert taken == {"ok.pdf": PDF}
    assert set(rejected.values()) == {"unsafe_path"}
    assert len(rejected) == len(names)


def test_what_systems_leave_behind_is_passed_over() -> None:
    noise = ["__MACOSX/._a.pdf", ".DS_Store", "x/Thumbs.db"]
    assert opened(zip_of(dict.fromkeys([*noise, "a.pdf"], b"x"))) == ({"a.pdf": b"x"}, {})


def test_a_bomb_is_stopped_while_it_is_read() -> None:
    bomb = zip_of({"a.pdf": bytes(200 << 20), "b.pdf": PDF})
    taken, rejected = opened(bomb)
    assert taken == {}
    assert rejected == {"": "over_limit"}


@pytest.mark.parametrize(
    "limits",
    [replace(Limits(), members=1), replace(Limits(), member_bytes=10),
     replace(Limits(), total_bytes=10)],
)  # fmt: skip
def test_limits(limits: Limits) -> None:
    taken, rejected = opened(zip_of({"a.pdf": PDF, "b.pdf": PDF}), limits)
    assert len(taken) <= 1
    assert rejected == {"": "over_limit"}


def test_containers_in_containers() -> None:
    inner = zip_of({"乙.pdf": PDF})
    data = zip_of({"甲.rar": rar({b"x.pdf": PDF}), "内.zip": inner})
    assert opened(data) == ({"甲.rar/x.pdf": PDF, "内.zip/乙.pdf": PDF}, {})
    deep = zip_of({"三.zip": zip_of({"二.zip": inner})})
    assert opened(deep) == ({}, {"三.zip/二.zip": "nested_too_deep"})


def test_broken_and_locked_ones_are_named() -> None:
    whole = rar({b"a.pdf": PDF, b"b.pdf": PDF * 1000})
    taken, rejected = opened(whole[: len(whole) // 2])
    assert taken == {"a.pdf": PDF}
    assert set(rejected.values()) == {"broken"}
    assert opened(zip_of(FILES)[:-30]) == ({}, {"": "broken"})
    damaged = bytearray(zip_of({"a.pdf": PDF * 50, "b.pdf": PDF}))
    damaged[45:60] = bytes(15)
    taken, rejected = opened(bytes(damaged))
    assert (taken, rejected) == ({"b.pdf": PDF}, {"a.pdf": "broken"})
    locked = bytearray(zip_of({"a.pdf": PDF}))
    at = locked.find(b"PK\x01\x02") + 8
    locked[at] |= 1  # general purpose flag 0: encrypted
    assert opened(bytes(locked)) == ({}, {"a.pdf": "encrypted"})
    assert set(opened(rar({b"a.pdf": PDF}, encrypted=True))[1].values()) == {"encrypted"}
    assert opened(b"Rar!\x1a\x07\x00 nothing")[0] == {}


def test_members_are_documents_and_the_container_comes_last(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    origin = Origin(portal="p", url="http://h.example/a.zip", file_name="a.zip", fiscal_year=2024)
    data = zip_of({"教育局/2023年决算.pdf": PDF, "乙.pdf": PDF + b"2", "../x.pdf": PDF})
    puts = list(put_file(archive, data, origin))
    assert [p.url.split("#")[-1] for p in puts][-1] == "http://h.example/a.zip"
    assert [p.rejected.kind for p in puts if p.rejected] == ["unsafe_path"]
    last = puts[-1].version
    assert last is not None
    assert last.provenance.members == 2
    years = {v.file_name: v.acquisition.fiscal_year for v in archive.versions()}
    assert years == {"2023年决算.pdf": 2023, "乙.pdf": 2024, "a.zip": 2024}
    assert list(archive.verify()) == []
    # Killed before the container's sidecar: the next run finds the members known.
    (sidecar,) = (
        p for p in tmp_path.rglob("*.json") if '"member": null' in p.read_text(encoding="utf-8")
    )
    sidecar.unlink()
    assert [p.is_new for p in put_file(archive, data, origin) if p.version] == [False, False, True]


def test_a_container_that_cannot_be_opened_stays_a_document(tmp_path: Path) -> None:
    origin = Origin(portal="p", url="file:///x.pdf", file_name="x.pdf")
    puts = list(put_file(Archive(tmp_path), b"PK\x03\x04 this is a zip", origin))
    assert [(p.rejected.kind, p.rejected.path) for p in puts if p.rejected] == [("broken", "")]
    version = puts[-1].version
    assert version is not None
    assert version.provenance.members is None
