"""Words for what came of a check: severities, verdicts, attribution, the state of a file."""

from __future__ import annotations

from expectations.words import Words

SEVERITY: dict[str, Words] = {
    "error": Words("错误", "Error"),
    "warning": Words("提示", "Notice"),
    "info": Words("说明", "Remark"),
}
SEVERITY_MEANING: dict[str, Words] = {
    "error": Words(
        "文件里两处内容互相矛盾，至少有一处要改。",
        "Two places contradict; at least one must be corrected.",
    ),
    "warning": Words(
        "不合常规，或前后略有出入，请核实。", "Unusual or slightly inconsistent; please verify."
    ),
    "info": Words("供参考，不要求改。", "For information; no change required."),
}
#: How grave a finding would be that waits for a person's look: not yet an error of anybody.
IF_TRUE: dict[str, Words] = {
    "error": Words("待复核·错误级", "To review (as error)"),
    "warning": Words("待复核·提示级", "To review (as notice)"),
    "info": Words("供参考", "For information"),
}
SEVERITY_ORDER: dict[str, int] = {"error": 0, "warning": 1, "info": 2}

VERDICT: dict[str, Words] = {
    "PASS": Words("相符", "Agrees"),
    "PASS_ROUNDED": Words("尾差", "Rounding"),
    "FAIL": Words("不符", "Disagrees"),
    "REVIEW": Words("待复核", "To be reviewed"),
    "NOT_EVALUABLE": Words("无法核对", "Could not check"),
    "NOT_APPLICABLE": Words("不适用", "Not applicable"),
    "ERROR": Words("程序故障", "Program fault"),
}
VERDICT_CSS: dict[str, str] = {
    "PASS": "pass",
    "PASS_ROUNDED": "rounded",
    "FAIL": "fail",
    "REVIEW": "review",
    "NOT_EVALUABLE": "unchecked",
    "NOT_APPLICABLE": "na",
    "ERROR": "fault",
}
VERDICT_MEANING: dict[str, Words] = {
    "PASS": Words("两边的数（或文字）完全一样。", "Both sides are exactly the same."),
    "PASS_ROUNDED": Words(
        "有很小的差额，四舍五入就能解释，不算问题。",
        "A small difference that rounding alone explains; not a problem.",
    ),
    "FAIL": Words(
        "差额超出了四舍五入能解释的范围，或文字不一致。",
        "The difference is larger than rounding can explain, or the wording differs.",
    ),
    "REVIEW": Words(
        "两边不一样，但程序可能读错，先由人对照原件复核，不认定为单位差错。",
        "The sides differ, but the program may have misread: a person looks at the original "
        "first. Not counted as an error of the unit.",
    ),
    "NOT_EVALUABLE": Words(
        "应当核对，但缺表、缺数或有内容没有读出来，所以没有结论。",
        "Should be checked, but a table or number is missing or was not read: no conclusion.",
    ),
    "NOT_APPLICABLE": Words(
        "这份文件没有这一项，不需要核对。", "The document has no such item; nothing to check."
    ),
    "ERROR": Words("程序自身出错，请告知维护人员。", "The program itself failed; tell its makers."),
}

ATTRIBUTION: dict[str, Words] = {
    "publisher": Words("公开文件自身前后不一致", "The published document contradicts itself"),
    "extraction": Words("程序可能读错", "The program may have misread"),
    "undetermined": Words("原因尚不能确定", "Cause not determined"),
}

ATTRIBUTION_MEANING: dict[str, Words] = {
    "publisher": Words(
        "这几处都完整读出，没有读错的迹象。哪一处印错，请单位核实。",
        "all places were read completely, with no sign of a misreading. "
        "Which of them is wrong is for the unit to say.",
    ),
    "extraction": Words(
        "未认定为单位差错。请对照原件：读错的，请告知程序维护人员。",
        "Not counted as an error of the unit. Compare the original.",
    ),
    "undetermined": Words(
        "可能是程序读错，也可能确有差错或另有口径，未认定为单位差错。请对照原件。",
        "The program may have misread, or the unit may have its reasons. "
        "Not counted as an error of the unit. Compare the original.",
    ),
}

DOCUMENT_STATUS: dict[str, Words] = {
    "ok": Words("已读取", "Read"),
    "not_pdf": Words("不是 PDF 文件", "Not a PDF file"),
    "html_as_pdf": Words("网页冒充 PDF", "A web page saved as PDF"),
    "empty_file": Words("空文件", "Empty file"),
    "truncated": Words("文件不完整", "Incomplete file"),
    "encrypted": Words("文件加密", "Encrypted file"),
    "no_pages": Words("没有页面", "No pages"),
    "scan": Words("扫描件，没有文字", "Scanned images without text"),
    "no_known_form": Words("没有认出预决算表", "No known budget form"),
    "too_large": Words("文件过大", "Too large"),
    "crashed": Words("读取时程序出错", "The program failed while reading"),
}

#: What came of one document, in a word.
OUTCOME: dict[str, Words] = {
    "error": Words("有错误", "With errors"),
    "warning": Words("有提示", "With notices"),
    "partial": Words("核对不全", "Incomplete check"),
    "clean": Words("未发现问题", "None found"),
    "unread": Words("没有读取", "Not read"),
}

#: What to do about a file that was not read.
STATUS_ADVICE: dict[str, Words] = {
    "scan": Words(
        "扫描件只有图片。请提供由 Word、Excel 等直接导出的 PDF；公开时也应使用这种文件，便于查询。",
        "A scan holds images only. Provide the PDF exported from the word processor.",
    ),
    "encrypted": Words("请提供没有打开密码的文件。", "Provide the file without a password."),
    "html_as_pdf": Words(
        "下载到的是网页，不是 PDF。请打开公开页面，重新下载附件。",
        "What was downloaded is a web page. Download the attachment again.",
    ),
    "not_pdf": Words(
        "请把 Word、Excel 等文件另存为 PDF 再核对。",
        "Save the document as PDF, then check it.",
    ),
    "truncated": Words(
        "文件可能没有下载完整，请重新下载或重新导出。", "Download or export it again."
    ),
    "empty_file": Words("文件是空的，请重新下载或重新导出。", "Download or export it again."),
    "no_pages": Words("请重新导出 PDF。", "Export the PDF again."),
    "no_known_form": Words(
        "请确认这是预算或决算公开文件；如果是，请告知程序维护人员。",
        "Make sure that this is a budget or final account; if it is, tell the makers.",
    ),
    "too_large": Words("请拆分后再核对。", "Split it, then check the parts."),
    "crashed": Words("请把这份文件交给程序维护人员。", "Pass this file to the makers."),
}

#: What the latest run says of a finding that it has.
STATE: dict[str, Words] = {
    "new": Words("新增", "New"),
    "standing": Words("仍在", "Standing"),
}

#: Why a finding appeared or went, as the history of findings says it.
CHANGE_REASON: dict[str, Words] = {
    "first_judged": Words("第一次核对这份文件", "first judged"),
    "republished": Words("单位重新公开了文件", "the document was published again"),
    "withdrawn": Words("文件已撤下", "the document was withdrawn"),
    "read_again": Words("程序重新读取了文件", "the document was read again"),
    "rules_changed": Words("核对规则有变化", "the rules changed"),
    "other_document_changed": Words("对照的文件有变化", "the document compared with changed"),
}
