"""The law of an assessment case, stage by stage, as process.md tells it.

Each row: deed, from, to (= stays), who, module below `certplatform.process`, name of the deed,
rules asked. `fresh`: a sign-in only minutes old; `reason`: a written reason.
"""

from certplatform.domain.actors import Role
from certplatform.domain.wording import N_
from certplatform.domain.workflow.case_states import (
    ACCEPTED,
    CERTIFIED,
    CLOSED,
    CONCLUDING,
    CONFIRMATION,
    CORRECTION,
    DECISION,
    DECLINED,
    ISSUING,
    OBJECTION,
    PLANNING,
    PUBLICITY,
    REJECTED,
    RETURNED,
    REVIEW,
    STAGE1,
    STAGE2,
    STATES,
    SUBMITTED,
    TERMINATED,
    WITHDRAWN,
)
from certplatform.domain.workflow.machine import Machine, rows

ENTERPRISE = (Role.APPLICANT,)
OFFICER = (Role.CASE_OFFICER, Role.BODY_MANAGER)
PLANNER = (Role.SCHEDULER, Role.BODY_MANAGER)
LEAD = (Role.LEAD,)
TEAM = (Role.LEAD, Role.ASSESSOR)
OFFICE = (Role.SECRETARIAT,)
SYSTEM = (Role.SYSTEM,)
REVIEWER = (Role.COMPLIANCE_REVIEWER,)
AUDITOR = (Role.CONFIRMATION_AUDITOR,)
HANDLER = (Role.APPEAL_HANDLER,)

AUDITABLE = "planning stage1 stage2"
BEFORE_VOTE = (
    "draft submitted returned accepted planning stage1 stage2 correction concluding "
    "review confirmation decision"
)
AFTER_ACCEPTANCE = (
    "accepted planning stage1 stage2 correction concluding review confirmation decision "
    "publicity objection issuing"
)

# A table reads by its rows.
# fmt: off
APPLICATION_ROWS = [
    *rows("submit", "draft returned", SUBMITTED, ENTERPRISE, "application",
          N_("Submit the application"), rules="R01 R02 R05 R06 R09 R10 R11"),
    *rows("change_body", SUBMITTED, "=", ENTERPRISE, "body_choice",
          N_("Change the assessment body"), rules="R05 R07"),
    *rows("withdraw_application", BEFORE_VOTE, WITHDRAWN, ENTERPRISE, "application",
          N_("Withdraw the application"), reason=True),
    *rows("attach_document", "draft returned", "=", ENTERPRISE, "application",
          N_("Attach a document")),
    *rows("remove_document", "draft returned", "=", ENTERPRISE, "application",
          N_("Remove a document")),
]
ACCEPTANCE_ROWS = [
    *rows("return_application", SUBMITTED, RETURNED, OFFICER, "acceptance",
          N_("Return for completion"), reason=True),
    *rows("accept", SUBMITTED, ACCEPTED, OFFICER, "acceptance",
          N_("Accept the application"), rules="R01 R02 R03 R05 R07 R08 R25 R26"),
    *rows("decline", SUBMITTED, DECLINED, OFFICER, "acceptance",
          N_("Decline the application"), rules="R08", reason=True),
    *rows("accept_agreement", ACCEPTED, PLANNING, ENTERPRISE, "acceptance",
          N_("Sign the agreement"), fresh=True),
    *rows("terminate", AFTER_ACCEPTANCE, TERMINATED, (Role.BODY_MANAGER, Role.SECRETARIAT),
          "acceptance", N_("Terminate the case"), reason=True, fresh=True),
]
PLANNING_ROWS = [
    *rows("propose_member", "planning stage1 stage2 correction", "=", PLANNER, "assignment",
          N_("Propose a team member"), rules="R12 R13 R14 R15 R18"),
    *rows("appoint_checker", "planning stage1 stage2 correction concluding", "=", PLANNER,
          "assignment", N_("Appoint the technical checker"), rules="R13 R14 R15 R18"),
    *rows("save_plan", AUDITABLE, "=", PLANNER, "plan", N_("Save the audit plan")),
    *rows("release_plan", AUDITABLE, "=", PLANNER, "plan",
          N_("Release the audit plan"), rules="R12 R16 R17 R20 R21 R22 R24 R25"),
    *rows("object_to_member", AUDITABLE, "=", ENTERPRISE, "plan",
          N_("Object to a team member"), rules="R21", reason=True),
    *rows("answer_member_objection", AUDITABLE, "=", PLANNER, "plan",
          N_("Answer the objection to a team member"), rules="R21", reason=True),
    *rows("start_stage1", PLANNING, STAGE1, PLANNER, "plan",
          N_("Start stage 1"), rules="R12 R13 R14 R15 R16 R17 R18 R21 R22 R25"),
]
AUDIT_ROWS = [
    *rows("sign_in", "stage1 stage2", "=", TEAM, "attendance", N_("Sign in on site"), rules="R27"),
    *rows("explain_anomaly", "stage1 stage2 correction concluding", "=", TEAM, "attendance",
          N_("Explain an anomaly of a sign-in"), rules="R27"),
    *rows("explain_for_enterprise", "stage1 stage2 correction concluding", "=", ENTERPRISE,
          "attendance", N_("Say what you saw of a sign-in"), rules="R27"),
    *rows("record_rating", "stage1 stage2", "=", TEAM, "rating", N_("Record a result")),
    *rows("rate_again", "stage1 stage2 correction", "=", TEAM, "second_rating",
          N_("Rate a row a second time")),
    *rows("confirm_inherited", "stage1 stage2", "=", TEAM, "inherited",
          N_("Confirm a finding of the audit before")),
    *rows("take_over_work", "stage1 stage2", "=", LEAD, "offline",
          N_("Take over offline work that was kept apart"), reason=True),
    *rows("set_aside_work", "stage1 stage2 correction concluding", "=", LEAD, "offline",
          N_("Set aside offline work that was kept apart"), reason=True),
    *rows("return_to_planning", STAGE1, PLANNING, LEAD, "audit",
          N_("Not ready: back to planning"), reason=True),
    *rows("pass_stage1", STAGE1, STAGE2, LEAD, "audit", N_("Close stage 1: ready"), rules="R23"),
    *rows("raise_finding", "stage1 stage2", "=", TEAM, "finding",
          N_("Record a finding"), rules="R28"),
    *rows("take_findings", "stage1 stage2", "=", TEAM, "finding_sheet",
          N_("Record findings out of a sheet"), rules="R28"),
    *rows("check_effectiveness", STAGE2, "=", TEAM, "effectiveness",
          N_("Say whether earlier corrective action works"), rules="R31"),
    *rows("carry_over", STAGE2, "=", (Role.LEAD, Role.SYSTEM), "finding",
          N_("List the minor nonconformities of the audit before"), rules="R31"),
    *rows("close_stage2", STAGE2, CONCLUDING, LEAD, "audit",
          N_("Close stage 2 without nonconformity"), rules="R22 R28 R29"),
    *rows("close_stage2_with_findings", STAGE2, CORRECTION, LEAD, "audit",
          N_("Close stage 2 with nonconformities"), rules="R22 R28 R29"),
    *rows("finish_correction", CORRECTION, CONCLUDING, LEAD, "correction",
          N_("Close the correction stage"), rules="R30 R31 R32"),
    *rows("repeat_stage2", CORRECTION, STAGE2, (Role.LEAD, Role.SYSTEM), "correction",
          N_("Repeat stage 2"), rules="R30", reason=True),
]
LIVELY = "stage1 stage2 correction concluding"
INFORMATION_ROWS = [
    *rows("ask_information", LIVELY, "=", TEAM, "information",
          N_("Ask the enterprise for information")),
    *rows("answer_information", LIVELY, "=", ENTERPRISE, "information",
          N_("Answer a request for information")),
    *rows("return_information", LIVELY, "=", TEAM, "information",
          N_("Return an answer to a request"), reason=True),
    *rows("settle_information", LIVELY, "=", TEAM, "information",
          N_("Take an answer to a request")),
]
CONCLUSION_ROWS = [
    *rows("conclude", CONCLUDING, "=", LEAD, "conclusion", N_("Conclude"), rules="R33 R34"),
    *rows("check_conclusion", CONCLUDING, "=", (Role.TECHNICAL_CHECKER,), "conclusion",
          N_("Record the technical check"), rules="R18"),
    *rows("confirm_conclusion", CONCLUDING, "=", (Role.APPLICANT, Role.SYSTEM), "conclusion",
          N_("Confirm or comment on the conclusion"), rules="R35"),
    *rows("submit_conclusion", CONCLUDING, REVIEW, OFFICER, "conclusion",
          N_("Submit to the committee"), rules="R33 R34 R35"),
]
COMMITTEE_ROWS = [
    *rows("appoint", "review confirmation decision objection", "=", OFFICE, "compliance_review",
          N_("Appoint a committee expert"), rules="R13 R14 R15 R18"),
    *rows("pass_review", REVIEW, DECISION, REVIEWER, "compliance_review",
          N_("Compliant: on to re-check and decision"), rules="R04 R36 R37", fresh=True),
    *rows("require_confirmation", REVIEW, CONFIRMATION, REVIEWER, "compliance_review",
          N_("Compliant: confirmation audit needed"), rules="R04 R36 R37", fresh=True),
    *rows("return_to_conclusion", REVIEW, CONCLUDING, REVIEWER, "compliance_review",
          N_("Return to the conclusion"), reason=True),
    *rows("return_to_stage2", REVIEW, STAGE2, REVIEWER, "compliance_review",
          N_("Return to stage 2"), reason=True),
    *rows("pass_confirmation", CONFIRMATION, DECISION, AUDITOR, "confirmation",
          N_("Confirmation audit passed"), rules="R18 R37", fresh=True),
    *rows("fail_confirmation", CONFIRMATION, STAGE2, AUDITOR, "confirmation",
          N_("Confirmation audit not passed: back to stage 2"),
          rules="R37", reason=True, fresh=True),
    *rows("record_recheck", DECISION, "=", (Role.RECHECKER,), "recheck",
          N_("Record the re-check"), rules="R18 R36", fresh=True),
    *rows("open_ballot", DECISION, "=", OFFICE, "ballot", N_("Open the ballot"), rules="R18 R38"),
    *rows("vote", DECISION, "=", (Role.PANEL_MEMBER,), "ballot",
          N_("Vote"), rules="R18 R38", fresh=True),
    *rows("close_ballot", DECISION, "=", SYSTEM, "decision",
          N_("Ballot closed without a decision")),
    *rows("grant", DECISION, PUBLICITY, SYSTEM, "decision",
          N_("Granted by the panel"), rules="R18 R36 R37 R38"),
    *rows("reject", DECISION, REJECTED, SYSTEM, "decision",
          N_("Rejected by the panel"), reason=True),
    *rows("return_to_review", DECISION, REVIEW, SYSTEM, "decision",
          N_("Sent back by the panel"), reason=True),
    *rows("decide_upkeep", DECISION, CLOSED, SYSTEM, "decision",
          N_("Surveillance decided by the panel"), rules="R18 R36 R38"),
]
PUBLICITY_AND_CERTIFICATE_ROWS = [
    *rows("lodge_objection", PUBLICITY, OBJECTION, (Role.PUBLIC,), "publicity",
          N_("Object"), rules="R40"),
    *rows("lodge_objection", OBJECTION, "=", (Role.PUBLIC,), "publicity",
          N_("Object while another objection is being decided"), rules="R40"),
    *rows("dismiss_one_objection", OBJECTION, "=", HANDLER, "publicity",
          N_("Dismiss one of several objections"), rules="R18 R40", reason=True, fresh=True),
    *rows("dismiss_objection", OBJECTION, PUBLICITY, HANDLER, "publicity",
          N_("Dismiss the objection"), rules="R18 R40", reason=True, fresh=True),
    *rows("uphold_objection", OBJECTION, REVIEW, HANDLER, "publicity",
          N_("Uphold: back to compliance review"), rules="R18 R40", reason=True, fresh=True),
    *rows("reject_on_objection", OBJECTION, REJECTED, HANDLER, "publicity",
          N_("Uphold: reject the application"), rules="R18 R40", reason=True, fresh=True),
    *rows("end_publicity", PUBLICITY, ISSUING, SYSTEM, "publicity",
          N_("End of the public notice"), rules="R39 R40"),
    *rows("issue", ISSUING, "=", OFFICE, "certificate",
          N_("Issue the certificate"), rules="R41 R42 R43 R44", fresh=True),
    *rows("certify", ISSUING, CERTIFIED, SYSTEM, "certificate",
          N_("Enter the certificate in the registry"), rules="R44"),
]
# fmt: on
CASE = Machine(
    "case",
    STATES,
    [
        *APPLICATION_ROWS,
        *ACCEPTANCE_ROWS,
        *PLANNING_ROWS,
        *AUDIT_ROWS,
        *INFORMATION_ROWS,
        *CONCLUSION_ROWS,
        *COMMITTEE_ROWS,
        *PUBLICITY_AND_CERTIFICATE_ROWS,
    ],
)

OPEN = frozenset(CASE.states) - CASE.final
EXCLUSIVE_TYPES = frozenset({"initial", "renewal", "upgrade", "change", "transfer"})
UPKEEP_TYPES = frozenset({"surveillance", "special"})
