"""Performance tables read to indicators, for the tests of this folder."""

from __future__ import annotations

from extractors.contracts import Attribute, Indicator, to_arrow
from extractors.layout import LogicalTable
from extractors.performance import read_performance

ID = "d" * 64


HEAD = ["一级指标", "二级指标", "三级指标", "指标值", "指标值设置依据", "上年完成值", "指标分值权重", "指标赋分规则", "佐证资料"]  # fmt: skip


FORM = [
    ["预算单位", "^", "某市科技信息中心", "^", "^", "^", "^", "^", "^"],
    ["项目名称", "^", "“科教兴市”影视宣传及\n业务经费", "^", "^", "^", "项目负责人", "", "^"],
    ["项目资金\n（万元）", "^", "年度预算总额", "21.60", "其中：财政拨款", "21.60", "其他资金", "0.00", ""],
    ["项目总体目标", "^", "制作播出24期\n电视栏目。", "^", "^", "^", "^", "^", "^"],
    HEAD,
    ["产出指标", "数量指标", "栏目制作期数", "=24期", "历史标准", "24期", "10", "按照正常比例赋分", "工作资料"],
    ["|", "|", "宣传企业数", ">=22个", "自定义", "新增指标", "10", "按照正常比例赋分", "工作资料"],
    ["|", "时效指标", "每周播放次数", "=1周1次", "历史标准", "=1周1次", "10", "按照正常比例赋分", "工作资料"],
    ["效益指标", "社会效益指标", "科技创新意识", "有效加强", "自定义", "产生的效果", "30", "按评判等级赋分", "说明材料"],
]  # fmt: skip


def read(*tables: tuple[str, int, LogicalTable]) -> tuple[list[Indicator], list[Attribute]]:
    indicators, attributes = read_performance(tables, document_id=ID)
    # Whatever is read fits the contract.
    to_arrow(Indicator, indicators)
    to_arrow(Attribute, attributes)
    return indicators, attributes


def by_key(attributes: list[Attribute]) -> dict[str, Attribute]:
    out = {f"{a.attribute}@{a.scope}": a for a in attributes}
    assert len(out) == len(attributes)
    return out
