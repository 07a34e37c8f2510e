"""R17: the impartiality and confidentiality declaration, in the words of the scheme."""

import hashlib

from certplatform.domain.actors import Role
from certplatform.domain.scheme import Scheme, Text

ROLE_NAMES: dict[Role, Text] = {
    Role.LEAD: Text("评定组长", "lead assessor"),
    Role.ASSESSOR: Text("评定员", "assessor"),
    Role.TECHNICAL_EXPERT: Text("技术专家", "technical expert"),
    Role.TRAINEE: Text("实习评定员", "trainee assessor"),
    Role.TECHNICAL_CHECKER: Text("技术复核人员", "technical checker"),
    Role.COMPLIANCE_REVIEWER: Text("合规性审查员", "compliance reviewer"),
    Role.CONFIRMATION_AUDITOR: Text("确认审核员", "confirmation auditor"),
    Role.RECHECKER: Text("复核员", "re-checker"),
    Role.PANEL_MEMBER: Text("评审委员", "panel member"),
    Role.APPEAL_HANDLER: Text("申诉处理人", "appeal handler"),
}


def declaration_text(
    scheme: Scheme, role: Role, *, person: str, enterprise: str, body: str, case_number: str
) -> str:
    """What is signed: the scheme's text in both languages, filled in for one person and case."""
    text, name = scheme.text("declaration"), ROLE_NAMES[role]
    shared = {
        "person": person,
        "enterprise": enterprise,
        "body": body,
        "case_number": case_number,
    }
    return f"{text.zh % {**shared, 'role': name.zh}}\n\n{text.en % {**shared, 'role': name.en}}"


def digest_of(signed: str) -> str:
    """The SHA-256 of a signed text in UTF-8."""
    return hashlib.sha256(signed.encode()).hexdigest()
