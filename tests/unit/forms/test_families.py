"""Family files: strict, and only differences."""

from pathlib import Path

import pytest

from extractors.errors import ConfigError
from extractors.forms import read_forms
from extractors.forms.families import families, family_of
from tests.unit.forms.tables import budget, layout, table


def test_every_family_file_is_sound() -> None:
    assert {f.id for f in families()} >= {
        "SH",
        "BJ",
        "GD_GZ",
        "GD_SZ",
        "ZJ",
        "JS",
        "FJ",
        "HN_CS",
        "XJ",
        "CN",
    }


@pytest.mark.parametrize(
    ("unit", "family"),
    [
        ("上海市普陀区民政局", "SH"), ("中共北京市委宣传部", "BJ"), ("广州市信访局", "GD_GZ"),
        ("深圳市统计局（本级）", "GD_SZ"), ("湖州市财政局", "ZJ"), ("江苏省人民检察院", "JS"),
        ("苏州市数据局", "JS"), ("泉州市人民政府办公室", "FJ"), ("国家信访局", "CN"),
        ("乌鲁木齐科技信息服务中心", "XJ"),
    ],
)  # fmt: skip
def test_a_unit_name_names_the_family(unit: str, family: str) -> None:
    found = family_of(unit, [])
    assert found is not None
    assert found.id == family


def test_captions_name_it_where_the_unit_does_not() -> None:
    found = family_of("某某局", ["（八）一般公共预算支出表（按经济分类）", "（五）项目支出总表"])
    assert found is not None
    assert found.id == "GD_SZ"
    assert family_of("某某局", ["收支总表"]) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("id: XX\nzh: 甲\nmatch: {names: [甲]}\nforms: [T99]\n", "T99"),
        ("id: XX\nzh: 甲\nmatch: {names: [甲]}\nlanci: {T05: [nonsense]}\n", "nonsense"),
        ("id: XX\nzh: 甲\nmatch: {names: ['(']}\n", "pattern"),
        ("id: YY\nzh: 甲\nmatch: {names: [甲]}\n", "name"),
        ("id: XX\nzh: 甲\nmatch: {names: [甲]}\nunit: 万元\n", "unit"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, text: str, word: str) -> None:
    (tmp_path / "XX.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=word):
        families(tmp_path)


def test_a_place_without_a_family_is_read_all_the_same() -> None:
    text = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00"
    result = read_forms(layout(table(text, "支出总表", "单位：万元")), budget(unit="某县某局"))
    assert result.family == "generic"
    assert len(result.cells) == 1
