"""Notes of the reader and of the warehouse on a document or a table, in English too.

They are stored in the words of the facts, Chinese; here is what each of them says.  Quoted
names stay as they are printed.
"""

from __future__ import annotations

import re

from expectations.words import Words

_SEPARATOR = "；"
#: Wording of a note -> its English; groups are numbers and names as printed.
_NOTES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(zh), en)
    for zh, en in (
        # --- on a document
        (r"页面上还多次写有(.+?)年", r"The pages also name the year \1 several times"),
        (
            r"标题和表头没有年度，按表内文字取(.+?)年",
            r"Neither title nor table heads name a year; \1 is taken from the text of the tables",
        ),
        (r"表头另有多个编制单位：(.+)", r"Table heads also name several other units: \1"),
        (r"表头编制单位另有写法：(.+)", r"Table heads write the unit's name differently: \1"),
        (r"文件名写(\d.*?)年，页面为(.+?)年", r"The file name says \1, the pages say \2"),
        (r"文件名写“(.*?)”，页面为“(.*)”", r"The file name says “\1”, the pages say “\2”"),
        (r"文件名写预算，页面为决算", "The file name says budget, the pages say final account"),
        (r"文件名写决算，页面为预算", "The file name says final account, the pages say budget"),
        (
            r"这是第 (.+?) 版，替换了较早公开的文件。",
            r"This is version \1; it replaces a file that was published before.",
        ),
        (
            r"公开页面写的是 (.+?) 年度，文件正文写的是 (.+?) 年度。",
            r"The web page says year \1, the document says \2.",
        ),
        # --- on a table
        (r"按表头识别，无表名", "Recognised by its head; it has no title"),
        (r"所在页有看不见的字，没有读", "Its page holds invisible text, which was not read"),
        (r"表名和表头都不在词表中", "Neither title nor head is known"),
        (r"不是报表", "Not a form"),
        (
            r"无行名的一行等于其余各行之和，按合计处理",
            "A row without a name equals the sum of the others and is taken for the total",
        ),
        (
            r"所在页表外另有成行的金额，没有归入任何表",
            "Its page holds rows of amounts outside every table",
        ),
        (r"上一张绩效表的续表", "The continuation of the performance table before"),
        (
            r"未找到金额单位，金额不折算为元",
            "No money unit found; amounts are not converted to yuan",
        ),
        (
            r"收入栏不属于本表，未读",
            "The revenue columns are not a part of this form and were not read",
        ),
        (r"列未识别", "A column was not recognised"),
        (r"列未识别，按原文保留", "A column was not recognised and is kept as printed"),
        (r"列名“(.*)”未识别", r"Column “\1” was not recognised"),
        (r"列名“(.*)”未识别，按原文保留", r"Column “\1” was not recognised and is kept as printed"),
        (
            r"列名“(.*)”未识别，按唯一金额列处理",
            r"Column “\1” was not recognised and is taken for the only column of amounts",
        ),
        (r"列“(.*)”不是调整后的预算数(，按原文保留)?", r"Column “\1” is not the adjusted budget"),
        (
            r"列“(.*)”与“(.*)”读成同一项(，按原文保留)?",
            r"Columns “\1” and “\2” read as one and the same",
        ),
        (r"“(.*)”与另一行读成同一项", r"“\1” reads like another row"),
        (r"项目“(.*)”不在词表中", r"Item “\1” is not known"),
        (r"“(.*)”一行的科目不全，未读", r"Row “\1” has an incomplete code and was not read"),
        (r"行“(.*)”不在科目表中", r"Row “\1” is not in the classification"),
    )
)


def note_words(note: str | None) -> Words:
    """A note in both languages; a wording without English stands as it is in both."""
    parts = (note or "").split(_SEPARATOR)
    return Words(_SEPARATOR.join(parts), "; ".join(_english(part) for part in parts))


def _english(part: str) -> str:
    for pattern, english in reversed(_NOTES):
        if match := pattern.fullmatch(part):
            return match.expand(english)
    return part
