"""The documents that the platform makes of a case, by their kind."""

from collections.abc import Mapping

from certplatform.domain.scheme import Text

ACCEPTANCE, AGREEMENT, RETURN, DECLINE = "acceptance", "agreement", "return", "decline"
PLAN, REPORT, MINUTES, STATUS = "plan", "report", "minutes", "status"
# The agreement as the enterprise signed it on paper; handed in, not made by the platform.
SIGNED_AGREEMENT = "signed_agreement"
SIGNED_AGREEMENT_TITLE = Text("已签署的评定协议（扫描件）", "Signed agreement (scan)")

PAPERS: Mapping[str, Text] = {
    ACCEPTANCE: Text("受理通知书", "Notice of acceptance"),
    AGREEMENT: Text("评定服务协议", "Assessment agreement"),
    RETURN: Text("申请材料补正通知书", "Notice of return for completion"),
    DECLINE: Text("不予受理通知书", "Notice of declining"),
    PLAN: Text("评估审核计划", "Audit plan"),
    REPORT: Text("评估审核报告", "Audit report"),
    MINUTES: Text("评审会议纪要", "Minutes of the panel"),
    STATUS: Text("证书状态变更通知书", "Notice of change of certificate status"),
}
