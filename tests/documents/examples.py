"""Documents as the tests print them, each with something awkward in it."""

from dataclasses import replace
from datetime import date
from typing import Any

from certplatform.documents.agreement import AgreedSite, Agreement, Line
from certplatform.documents.certificate import CertificatePrint, PrintedCapability, PrintedSite
from certplatform.documents.layout import Head, Signature
from certplatform.documents.minutes import Item, Minutes, Vote
from certplatform.documents.notice import (
    AcceptanceNotice,
    Addressee,
    DeclineNotice,
    PointToCorrect,
    ReturnNotice,
    StatusNotice,
    TimeLimit,
)
from certplatform.documents.plan import CoverageRow, Plan, PlanChange, PlanRow, TeamMember
from certplatform.documents.report_facts import (
    AuditedSite,
    CapabilityResult,
    ClauseResult,
    DaysOfOne,
    DimensionResult,
    Report,
    ReportedFinding,
)
from certplatform.domain.certificate import Capability, Dates, RecordFacts, record
from certplatform.domain.scheme import Text

HOLDER = "北京𠮷野家㛃𬱖精密制造股份有限公司"
PROCESS = Text("流程级", "Process level")
BODY = Text("北京华信两化融合评定中心有限公司", "Beijing Huaxin Assessment Centre Co., Ltd.")
COMMITTEE = Text(
    "两化融合管理体系评定工作委员会", "Assessment Committee for Integration Management Systems"
)
TO = Addressee(HOLDER, "91110108MA01ABCD2X", "SL-2020-0017")
HEAD = Head("SLTZ-2020-0017", date(2020, 2, 29), BODY)
SIGNED = Signature(Text("机构负责人", "Body manager"), "李建国", date(2020, 2, 29))
SCOPE = "精益生产管控能力建设相关的两化融合管理活动"

CERTIFICATE = CertificatePrint(
    number="SLXK-001-20-00017",
    revision=1,
    title=Text(
        "两化融合管理体系评定证书",
        "Certificate of Assessment: Integration of Informatization and Industrialization",
    ),
    issuer_code="SLXK",
    issuer=COMMITTEE,
    body_code="001",
    body=BODY,
    holder=HOLDER,
    holder_en="Beijing Jiyejia Precision Manufacturing Co., Ltd.",
    uscc="91110108MA01ABCD2X",
    address="北京市海淀区中关村大街1号院2号楼1801室",
    address_en="Room 1801, Building 2, No. 1 Zhongguancun Street, Haidian District, Beijing",
    sites=(),
    standard="GB/T 23001-2017",
    standard_title=Text(
        "信息化和工业化融合管理体系 要求",
        "Integration of informatization and industrialization management systems: Requirements",
    ),
    scope=SCOPE,
    scope_en="Management activities for building lean production control",
    capabilities=(
        PrintedCapability(
            "精益生产管控能力",
            "operation",
            Text("生产与运营管控", "Production and operation control"),
            "CL3",
            PROCESS,
        ),
    ),
    grade="AAA",
    grade_title=PROCESS,
    first_issued=date(2020, 3, 16),
    issued=date(2020, 3, 16),
    expires=date(2023, 3, 15),
)


def crowded_certificate() -> CertificatePrint:
    """Long names, twenty capabilities, thirty sites, scopes to match."""
    capabilities = tuple(
        PrintedCapability(
            f"面向多品种小批量离散制造的精益生产与供应链协同管控能力（第{number}项）",
            "operation",
            Text("生产与运营管控", "Production and operation control"),
            "CL3",
            PROCESS,
        )
        for number in range(1, 21)
    )
    sites = tuple(
        PrintedSite(
            f"第{number}分公司（华东区域智能制造示范工厂）", f"江苏省苏州市星湖街{number}号"
        )
        for number in range(1, 31)
    )
    return replace(
        CERTIFICATE,
        holder="内蒙古自治区准格尔旗综合能源与新材料循环经济产业园区智能装备制造股份有限公司" * 2,
        holder_en="Inner Mongolia Comprehensive Energy and New Materials Equipment Co., Ltd. " * 3,
        address="内蒙古自治区鄂尔多斯市准格尔旗" * 6,
        capabilities=capabilities,
        sites=sites,
        scope="、".join(held.name for held in capabilities),
        scope_en="lean production and supply chain control capability, " * 30,
    )


ACCEPTANCE = AcceptanceNotice(
    HEAD, TO, Text("初次评定", "Initial assessment"), "GB/T 23001-2017",
    Text("AAA 流程级", "AAA Process level"), SCOPE, date(2020, 2, 20), date(2020, 2, 29), "12",
    (TimeLimit(Text("审核计划", "Audit plan"), date(2020, 3, 20)),), SIGNED,
)  # fmt: skip
RETURN = ReturnNotice(
    HEAD, TO, (PointToCorrect(Text("内部审核", "Internal audit"), "缺少内审报告 😀"),),
    date(2020, 3, 14), SIGNED,
)  # fmt: skip
DECLINE = DeclineNotice(
    HEAD, TO, Text("超出机构批准范围", "Outside the body's approved range"), "行业不在范围内。",
    date(2020, 3, 30), SIGNED,
)  # fmt: skip
STATUS = StatusNotice(
    HEAD, HOLDER, TO.uscc, CERTIFICATE.number, 1, Text("暂停", "Suspension"),
    Text("有效", "Valid"), Text("暂停", "Suspended"), date(2021, 3, 17), date(2021, 9, 17),
    Text("逾期未接受监督审核", "Surveillance audit overdue"), "已三次提醒。",
    (Text("暂停期间不得使用证书和标志。", "Certificate and mark must not be used meanwhile."),),
    date(2021, 4, 16), SIGNED,
)  # fmt: skip
AGREEMENT = Agreement(
    HEAD, TO, BODY, Text("初次评定", "Initial assessment"), "GB/T 23001-2017",
    Text("AAA 流程级", "AAA Process level"), SCOPE, "CNY 68,000.00",
    (Line(Text("审核费", "Audit"), "CNY 43,200.00"),),
    (Line(Text("按人数的基准人日", "By headcount"), "12"),), "12",
    tuple(AgreedSite(f"场所{number}", "北京市海淀区", 120, number % 2 == 0) for number in range(9)),
    (Text("双方按评定方案履行义务。", "Both parties meet their duties under the scheme."),),
    (SIGNED, Signature(Text("企业授权人", "For the enterprise"))),
)  # fmt: skip
TEAM = (
    TeamMember("王芳", Text("评定组长", "Lead assessor"), "高级评定员 GB/T 4754 C34"),
    TeamMember("赵𠮷", Text("评定员", "Assessor"), "评定员"),
)
ROWS = tuple(
    PlanRow(
        date(2020, 4, 6 + number // 2),
        Text("上午", "a.m.") if number % 2 == 0 else Text("下午", "p.m."),
        Text("二阶段", "Stage 2"),
        "总部",
        "5.2 最高管理者；精益生产管控能力（过程维、要素维、管理维）",
        "王芳、赵𠮷",
    )
    for number in range(20)
)
PLAN = Plan(
    HEAD, TO, 2, Text("初次评定", "Initial assessment"), "GB/T 23001-2017",
    Text("AAA 流程级", "AAA Process level"), SCOPE, Text("现场", "On site"), "12",
    date(2020, 4, 6), date(2020, 4, 15), date(2020, 3, 20), TEAM, ROWS,
    tuple(
        CoverageRow(f"{number}.1", Text("领导作用", "Leadership"), "2020-04-06 上午")
        for number in range(4, 11)
    ),
    (SIGNED,),
    (
        PlanChange(
            Text("调整", "moved"),
            Text("王芳，总部：改为 2020-04-07 上午", "王芳, 总部: on 2020-04-07 morning"),
        ),
    ),
)  # fmt: skip
REPORT = Report(
    HEAD, TO, BODY, CERTIFICATE.address, Text("初次评定", "Initial assessment"),
    "GB/T 23001-2017", Text("AAA 流程级", "AAA Process level"), SCOPE, CERTIFICATE.scope_en,
    Text("现场", "On site"), "12", date(2020, 4, 6), date(2020, 4, 15),
    "5f2c9a", (DaysOfOne("王芳", Text("评定组长", "Lead assessor"), 8, 2, 1, "5"),),
    (AuditedSite("总部", CERTIFICATE.address, "2020-04-06"),), TEAM, ROWS, ("总经理 周敏",),
    tuple(
        ClauseResult(
            f"{number}.1", Text("领导作用", "Leadership"), Text("符合", "Conforms"),
            "查阅文件与访谈。" * number * number,
        )
        for number in range(4, 11)
    ),
    (
        CapabilityResult(
            "精益生产管控能力", Text("生产与运营管控", "Production and operation control"),
            PROCESS, PROCESS, 5,
            (
                DimensionResult(Text("过程维", "Process"), PROCESS, 3, "P-4.2"),
                DimensionResult(Text("要素维", "Element"), PROCESS, 3, "E-4.1"),
                DimensionResult(Text("治理维", "Governance"), PROCESS, 3, "G-4.3"),
            ),
        ),
    ),
    (
        ReportedFinding(
            "F-01", Text("一般不符合", "Minor"), "7.2", "总部", "未提供2019年度培训效果评价记录。",
            "已补充评价并修订程序。", Text("已关闭", "Closed"),
        ),
    ),
    (),
    Text("AAA 流程级", "AAA Process level"),
    (Text("各能力等级的最低者为流程级。", "The lowest capability level is process level."),),
    Text("AAA 流程级", "AAA Process level"), "体系运行有效。", "",
    (Signature(Text("评定组长", "Lead assessor"), "王芳", date(2020, 4, 20)), SIGNED),
)  # fmt: skip
MINUTES = Minutes(
    Head("HYJY-2020-003", date(2020, 5, 8), COMMITTEE, demo=True), "2020年第3次评审会",
    date(2020, 5, 6), date(2020, 5, 8), ("陈静", "刘洋", "孙磊"), "何敏",
    (
        Item(
            "SL-2020-0017", HOLDER, BODY.zh, Text("授予 AAA", "Grant AAA"), 3, "",
            (
                Vote("陈静", Text("授予 AAA", "Grant AAA"), ""),
                Vote("刘洋", Text("授予 AAA", "Grant AAA"), ""),
                Vote("孙磊", Text("退回", "Back"), "要素维证据不足"),
            ),
            Text("授予 AAA", "Grant AAA"), "",
        ),
    ),
    (Signature(Text("会议主持人", "Chair"), "陈静", date(2020, 5, 8)),),
)  # fmt: skip


def record_of(facts: CertificatePrint) -> dict[str, Any]:
    """The record of what is printed, as the process freezes it."""
    return record(
        RecordFacts(
            number=facts.number,
            dates=Dates(False, facts.revision, facts.first_issued, facts.issued, facts.expires),  # noqa: FBT003
            holder={
                "name": facts.holder,
                "name_en": facts.holder_en,
                "uscc": facts.uscc,
                "address": facts.address,
            },
            sites=[{"name": one.name, "address": one.address} for one in facts.sites],
            issuer={"code": facts.issuer_code, "name": facts.issuer.zh},
            body={"code": facts.body_code, "name": facts.body.zh},
            standard=facts.standard,
            scope=facts.scope,
            scope_en=facts.scope_en,
            grade=facts.grade,
            capabilities=[
                Capability(one.name, one.viewpoint, one.level) for one in facts.capabilities
            ],
        )
    )
