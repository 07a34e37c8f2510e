"""The words for public notices and for what the public can lodge."""

from certplatform.domain.wording import N_

NOTICE_STATES = {
    "running": N_("Running"),
    "stopped": N_("Stopped by an objection"),
    "ended": N_("Ended"),
}
NOTICE_TONES = {"running": "info", "stopped": "wait", "ended": "quiet"}
APPEAL_KINDS = {
    "appeal": N_("Appeal against a decision"),
    "complaint": N_("Complaint"),
    "misuse": N_("Report of misuse of a certificate or mark"),
}
