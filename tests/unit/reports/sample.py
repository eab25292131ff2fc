"""Records for the report's tests: four documents, three of them read, and their PDF.

The figures of the first document are those of a real disclosure; its arithmetic
faults are planted.  The PDF is typeset here, so that every box is exact.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from expectations.reports import CropBox, IdentityNote, ReportInput, RunInfo
from extractors.contracts import (
    Acquisition,
    Cell,
    Document,
    DocumentFacts,
    EvidenceItem,
    Finding,
    FormTable,
    Mention,
    Verdict,
)

UNIT = "乌鲁木齐科技信息服务中心"
HOSTILE_UNIT = '<script>alert("单位")</script><img src=x onerror=alert(1)>\u202e../../😀中心'
FORMULA = '=HYPERLINK("http://example.invalid","点我")'
Box = tuple[float, float, float, float]


def script_data(script: str) -> Any:
    """What a data script of the site keeps: the JSON of its string literal."""
    literal = script[script.index("JSON.parse('") + 12 : script.rindex("')")]
    return json.loads(literal.replace("\\'", "'").replace("\\\\", "\\"))


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class Sheet:
    """Typesets tables on A4 and remembers where each cell is."""

    def __post_init__(self) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self._buffer = io.BytesIO()
        self._canvas = Canvas(self._buffer, pagesize=(595, 842))

    def table(self, title: str, rows: list[list[str]], widths: list[float]) -> list[list[Box]]:
        """One page with one table; the boxes of its cells (points, origin top left)."""
        canvas = self._canvas
        canvas.setFont("STSong-Light", 15)
        canvas.drawCentredString(297, 842 - 70, title)
        canvas.setFont("STSong-Light", 9)
        canvas.drawString(60, 842 - 95, "编制单位：" + UNIT)
        canvas.drawRightString(60 + sum(widths), 842 - 95, "单位：万元")
        boxes: list[list[Box]] = []
        top = 102.0
        for row in rows:
            left, line = 60.0, []
            for text, width in zip(row, widths, strict=True):
                canvas.rect(left, 842 - top - 20, width, 20)
                if text[:1].isdigit() and "." in text:
                    canvas.drawRightString(left + width - 4, 842 - top - 14, text)
                else:
                    canvas.drawString(left + 4, 842 - top - 14, text)
                line.append((left, top, left + width, top + 20))
                left += width
            boxes.append(line)
            top += 20
        canvas.showPage()
        return boxes

    def lines(self, lines: list[str]) -> list[Box]:
        """One page of text, and the box of each line."""
        canvas = self._canvas
        canvas.setFont("STSong-Light", 11)
        boxes = []
        for n, line in enumerate(lines):
            top = 90.0 + n * 24
            canvas.drawString(60, 842 - top - 12, line)
            boxes.append((60.0, top, 60 + canvas.stringWidth(line, "STSong-Light", 11), top + 16))
        canvas.showPage()
        return boxes

    def bytes(self) -> bytes:
        self._canvas.save()
        return self._buffer.getvalue()


T06 = [
    ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
    ["", "总计", "292.54", "268.89", "23.66"],
    ["301", "工资福利支出", "254.53", "245.53", ""],
    ["30101", "基本工资", "66.66", "66.66", ""],
    ["30107", "绩效工资", "46.72", "46.72", ""],
    ["302", "商品和服务支出", "23.66", "", "23.66"],
    ["303", "对个人和家庭的补助", "23.35", "23.35", ""],
]
T07 = [
    ["科目编码", "项目名称", "合计"],
    ["2060599", "“科教兴市”影视宣传及业务经费", "21.60"],
    ["2060599", "乌鲁木齐地区科技统计与文献服务工作经历费", "13.84"],
    ["2060599", "机房运行维护费", "4.29"],
]
NARRATIVE = [
    "七、关于2024年一般公共预算项目支出情况说明",
    "（二）项目名称：乌鲁木齐地区科技统计与文献服务工作经费",
    "预算安排规模：13.84万元",
    "项目支出39.73万元，比上年预算增加2.42万元，增长6.49%。",
]


def _item(
    fact: str, side: str, label: str, raw: str, page: int, box: Box, **kw: Any
) -> EvidenceItem:
    return EvidenceItem(
        fact, kw.get("source", "cell"), side, kw.get("sign", 1), label, raw, page, *box
    )


def verdict(document_id: str, identity: str, outcome: str, **kw: Any) -> Verdict:
    values: dict[str, Any] = {
        "identity_version": 1, "instance": "", "kind": "sum", "severity": "error", "reason": None,
        "is_vacuous": False, "reported": None, "computed": None, "difference": None,
        "tolerance": None, "unit": None, "attribution": None, "root_cause": None, "evidence": (),
    }  # fmt: skip
    values.update(kw)
    return Verdict(document_id=document_id, identity=identity, verdict=outcome, **values)


def table(document_id: str, form: str | None, title: str, page: int, **kw: Any) -> FormTable:
    values: dict[str, Any] = {
        "table_no": 1, "pages": (page,), "money_unit": "万元", "money_unit_source": "table",
        "decimals": 2, "stated_unit_name": UNIT, "n_rows": 7, "n_cols": 5, "header_rows": 1,
        "is_empty": False, "engine": "ruled", "confidence": Decimal("0.98"), "note": None,
        "x0": 60.0, "top": 102.0, "x1": 530.0, "bottom": 250.0,
    }  # fmt: skip
    values.update(kw)
    return FormTable(document_id=document_id, form=form, title=title, page=page, **values)


def cell(document_id: str, form: str, row: str, column: str, raw: str, labels: tuple[str, str],
         page: int, box: Box) -> Cell:  # fmt: skip
    return Cell(
        document_id=document_id, cell_id=f"{form}#1/{row}/{column}", form=form, table_no=1,
        row_ord=1, row_key=row, row_label=labels[0], row_kind="leaf", row_level=1,
        parent_row_key=None, block=None, code=None, code_scheme=None, project_name=None,
        row_unit_code=None, row_unit_name=None, column_ord=1, column_key=column,
        column_label=labels[1], parent_column_key=None, measure_kind="money", fund=None,
        vintage=None, expenditure_kind=None, economic_code=None, raw_text=raw,
        amount=Decimal(raw or 0), money_unit="万元", decimals=2 if raw else None,
        amount_yuan=Decimal(raw or 0) * 10000, ulp_yuan=Decimal(100), is_blank=not raw, page=page,
        x0=box[0], top=box[1], x1=box[2], bottom=box[3], engine="ruled", confidence=Decimal(1),
    )  # fmt: skip


IDENTITIES = {
    i.id: i
    for i in (
        IdentityNote("T06.ROW.TOTAL", "合计＝人员经费＋公用经费", "Total = personnel + public use",
                     "error", "sum", "合计列就是人员经费与公用经费两列之和。"),
        IdentityNote("T06.HIER.CLASS", "总计行＝经济分类类级合计", "Total = sum of classes", "error",
                     "sum", "总计行是各经济分类（类）的合计。"),
        IdentityNote("T07.PROJ.NAME", "项目表的项目名称在项目说明中同名出现",
                     "Project names are written alike in table and narrative", "error", "text",
                     "同一个项目只有一个名称。"),
        IdentityNote("N05.GROWTH", "增长率＝增加额÷上年数", "Growth = change / base", "warning",
                     "growth", "增长率由增加额和上年数算出。"),
        IdentityNote("T03.ROW.TOTAL", "合计＝基本支出＋项目支出", "Total = basic + project", "error",
                     "sum", "合计列就是基本支出与项目支出之和。"),
        IdentityNote("X.T03.T05", "支出总表与一般公共预算支出表一致", "Expenditure table = general budget",
                     "error", "same", "同一笔支出在两张表里应当一样。"),
    )
}  # fmt: skip


def sample_pdf() -> tuple[bytes, dict[str, list[Any]]]:
    """The first document's three pages and the boxes on them."""
    sheet = Sheet()
    boxes: dict[str, list[Any]] = {
        "T06": sheet.table("一般公共预算基本支出情况表", T06, [70, 150, 80, 80, 80]),
        "T07": sheet.table("一般公共预算项目支出情况表", T07, [80, 290, 90]),
        "N": sheet.lines(NARRATIVE),
    }
    return sheet.bytes(), boxes


def sample_facts(boxes: dict[str, list[Any]]) -> list[DocumentFacts]:
    """Four documents: one with faults, a clean one, a hostile one, one not read."""
    first, clean, hostile, unread = (sha(n) for n in ("first", "clean", "hostile", "unread"))
    cells = []
    for r, row in enumerate(T06[1:], start=1):
        for c, key in ((2, "total"), (3, "personnel"), (4, "public_use")):
            code = row[0] or "T"
            labels = (f"{row[0]} {row[1]}".strip(), T06[0][c])
            cells.append(cell(first, "T06", code, key, row[c], labels, 1, boxes["T06"][r][c]))
    box = boxes["N"][3]
    mention = Mention(
        document_id=first, mention_id="N05.item#0/g", pattern="N05.item", instance=0, slot="g",
        item="项目支出", section=NARRATIVE[0], role="growth", value=Decimal("6.49"), value_text=None,
        unit="%", decimals=2, value_yuan=None, ulp_yuan=None, raw_text="6.49%",
        sentence=NARRATIVE[3], page=3, x0=box[0], top=box[1], x1=box[2], bottom=box[3],
    )  # fmt: skip
    common: dict[str, Any] = {"doc_kind": "budget", "scope": "unit", "family": "generic"}
    return [
        DocumentFacts(
            Document(first, "2024年单位预算公开.pdf", "ok", None, UNIT, None, 2024, **common,
                     signed_on=date(2024, 2, 22), pages=3, tokens_in_tables=120, tokens_typed=96,
                     tokens_explained=24),
            [table(first, "T06", "一般公共预算基本支出情况表", 1),
             table(first, "T07", "一般公共预算项目支出情况表", 2, n_rows=4, n_cols=3)],
            cells, [mention],
        ),
        DocumentFacts(
            Document(clean, "2023年单位预算公开.pdf", "ok", None, UNIT, None, 2023, **common,
                     signed_on=date(2023, 2, 20), pages=30, tokens_in_tables=150, tokens_typed=118,
                     tokens_explained=32, is_synthetic=True),
            [table(clean, "T03", "单位支出总体情况表", 9)],
        ),
        DocumentFacts(
            Document(hostile, '"><b>x</b>.pdf', "ok", None, HOSTILE_UNIT, None, 2024, **common,
                     signed_on=None, pages=12, tokens_in_tables=80, tokens_typed=60,
                     tokens_explained=11, notes=("<i>文件名与正文年度不同</i>",)),
            [table(hostile, None, FORMULA, 4, note="</td><script>1</script>")],
        ),
        DocumentFacts(
            Document(unread, "决算公开扫描件.pdf", "scan", "全部页面是图片，没有文字，请提供原始电子版。",
                     "乌鲁木齐科技馆", None, 2024, "final_account", "unit", None, None, pages=18,
                     pages_without_text=18),
        ),
    ]  # fmt: skip


def sample_verdicts(boxes: dict[str, list[Any]]) -> list[Verdict]:
    """Verdicts of every outcome; the failing ones with their evidence."""
    first, clean, hostile = (sha(n) for n in ("first", "clean", "hostile"))
    at = boxes["T06"]
    total = tuple(
        _item(f"T06#1/{row[0] or 'T'}/total", "reported" if n == 0 else "computed", row[1], row[2],
              1, at[r][2])
        for n, (r, row) in enumerate((r, T06[r]) for r in (1, 2, 5, 6))
    )  # fmt: skip
    row301 = (
        _item("T06#1/301/total", "reported", "301 合计", "254.53", 1, at[2][2]),
        _item("T06#1/301/personnel", "computed", "301 人员经费", "245.53", 1, at[2][3]),
        _item("T06#1/301/public_use", "computed", "301 公用经费", "", 1, at[2][4]),
    )
    name = (
        _item("T07#1/2060599#2/project", "reported", "一般公共预算项目支出情况表 · 第 2 个项目", T07[2][1], 2,
              boxes["T07"][2][1]),
        _item("N07.block#1/name", "computed", "项目说明（二）", NARRATIVE[1][8:], 3, boxes["N"][1],
              source="mention"),
    )  # fmt: skip
    growth = (
        _item(
            "N05.item#0/g", "reported", "项目支出增长", "6.49%", 3, boxes["N"][3], source="mention"
        ),
    )
    rounded = (
        _item("T06#1/T/total", "reported", "总计 合计", "292.54", 1, at[1][2]),
        _item("T06#1/T/personnel", "computed", "总计 人员经费", "268.89", 1, at[1][3]),
        _item("T06#1/T/public_use", "computed", "总计 公用经费", "23.66", 1, at[1][4]),
    )
    d = Decimal
    fail: dict[str, Any] = {"attribution": "publisher"}
    rows = [
        verdict(first, "T06.ROW.TOTAL", "FAIL", instance="301", reported="254.53",
                computed="245.53", difference=d("9.00"), tolerance=d("0.01"), unit="万元",
                root_cause="RC-301", evidence=row301, **fail),
        verdict(first, "T06.HIER.CLASS", "FAIL", instance="total", reported="292.54",
                computed="301.54", difference=d("-9.00"), tolerance=d("0.01"), unit="万元",
                root_cause="RC-301", evidence=total, **fail),
        verdict(first, "T07.PROJ.NAME", "FAIL", kind="text", instance="2060599#2",
                reported=T07[2][1], computed="乌鲁木齐地区科技统计与文献服务工作经费",
                root_cause="RC-NAME", evidence=name, **fail),
        verdict(first, "N05.GROWTH", "FAIL", kind="growth", severity="warning", instance="项目支出",
                reported="6.49", computed="6.29", difference=d("0.20"), tolerance=d("0.005"),
                unit="%", root_cause="RC-GROWTH", evidence=growth, attribution="undetermined"),
        verdict(first, "T06.ROW.TOTAL", "PASS_ROUNDED", instance="T", reported="292.54",
                computed="292.55", difference=d("-0.01"), tolerance=d("0.01"), unit="万元",
                evidence=rounded),
        verdict(first, "X.T03.T05", "NOT_EVALUABLE", kind="same", reason="form_missing"),
        verdict(first, "T03.ROW.TOTAL", "NOT_EVALUABLE", reason="form_missing"),
        verdict(hostile, "T07.PROJ.NAME", "FAIL", kind="text", instance=FORMULA,
                reported=FORMULA, computed="<script>alert(1)</script>", root_cause="RC-HOSTILE",
                severity="warning",
                evidence=(EvidenceItem("x", "cell", "reported", 1, "<u>行</u>", FORMULA, 4,
                                       None, None, None, None),), **fail),
        verdict(hostile, "T03.ROW.TOTAL", "NOT_APPLICABLE", reason="no_instance"),
    ]  # fmt: skip
    rows += [verdict(first, "T06.ROW.TOTAL", "PASS", instance=str(n)) for n in range(25)]
    rows += [verdict(clean, "T03.ROW.TOTAL", "PASS", instance=str(n), is_vacuous=n > 3)
             for n in range(9)]  # fmt: skip
    return rows


def sample_findings() -> list[Finding]:
    first, hostile = sha("first"), sha("hostile")
    return [
        Finding(first, "RC-301", "error", "publisher",
                "一般公共预算基本支出情况表中，工资福利支出的合计印为 254.53 万元，按人员经费与公用经费相加应为 245.53 万元，相差 9.00 万元。",
                "Basic expenditure: the total of wages prints 254.53, its parts add up to 245.53.",
                "数字次序颠倒：254.53 改为 245.53 后，两项核对都相符。",
                "Two digits swapped: 245.53 would repair both checks.",
                ("T06.ROW.TOTAL[301]", "T06.HIER.CLASS[total]")),
        Finding(first, "RC-NAME", "error", "publisher",
                "同一个项目在项目表中写作“……服务工作经历费”，在项目说明中写作“……服务工作经费”，名称不一致。",
                "One project is named differently in the table and in the narrative.", None, None,
                ("T07.PROJ.NAME[2060599#2]",)),
        Finding(first, "RC-GROWTH", "warning", "undetermined",
                "项目支出的增长率印为 6.49%，按印出的数计算约为 6.29%。",
                "Growth of project expenditure prints 6.49 %, computed 6.29 %.", None, None,
                ("N05.GROWTH[项目支出]",)),
        Finding(hostile, "RC-HOSTILE", "warning", "publisher",
                f"项目名称“{FORMULA}”与说明中的“<script>alert(1)</script>”不一致。",
                "A project name differs: <script>alert(2)</script>.", "-1+cmd|' /C calc'!A0", None,
                (f"T07.PROJ.NAME[{FORMULA}]",)),
    ]  # fmt: skip


def sample_input() -> tuple[ReportInput, bytes]:
    """The report input and the PDF of its first document."""
    pdf, boxes = sample_pdf()
    facts = sample_facts(boxes)
    acquisitions = [
        Acquisition("demo", 2024, f"https://example.invalid/{n}.pdf", page, "标题", date(2024, 2, 26),
                    datetime(2024, 3, 1, tzinfo=UTC), f.document.document_id, 1000, "application/pdf")
        for n, (f, page) in enumerate(zip(facts, ("https://example.invalid/a.html", None,
                                                 "javascript:alert(3)", None), strict=True))
    ]  # fmt: skip
    run = RunInfo(datetime(2026, 3, 1, 4, 30, tzinfo=UTC), "0.1.0", "1", "run-1")
    data = ReportInput.from_facts(
        facts,
        sample_verdicts(boxes),
        sample_findings(),
        identities=IDENTITIES,
        acquisitions=acquisitions,
        run=run,
    )
    return data, pdf


def fake_crop(document_id: str, page: int, boxes: Sequence[CropBox]) -> bytes:
    """A picture with the boxes' colours, for tests that need no page."""
    image = Image.new("RGB", (600, 120), "white")
    draw = ImageDraw.Draw(image)
    for n, box in enumerate(boxes):
        draw.rectangle((10 + n * 40, 10, 40 + n * 40, 40), outline=box.color, width=2)
    out = io.BytesIO()
    image.save(out, format="PNG")
    return out.getvalue()
