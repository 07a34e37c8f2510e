"""Every message by the fact it tells. Facts without one are listed as silent, with the reason."""

from dataclasses import dataclass

from certplatform.domain.wording import N_


@dataclass(frozen=True, slots=True)
class Message:
    """A message: to whom, its subject and body as message ids. Fields: see compose.py."""

    to: tuple[str, ...]
    subject: str
    body: str


MESSAGES: dict[str, Message] = {
    "ApplicationSubmitted": Message(
        ("officers",),
        N_("%(number)s: application of %(enterprise)s received"),
        N_("%(enterprise)s has submitted its application. Please decide on acceptance."),
    ),
    "BodyChanged": Message(
        ("officers",),
        N_("%(number)s: application of %(enterprise)s handed over to you"),
        N_("%(enterprise)s has chosen you in place of another body. Please decide on acceptance."),
    ),
    "BodyLeft": Message(
        ("former_officers",),
        N_("%(number)s: application of %(enterprise)s no longer with you"),
        N_("%(enterprise)s has chosen another assessment body. Nothing more is to be done."),
    ),
    "ApplicationReturned": Message(
        ("enterprise",),
        N_("%(number)s: application returned for completion"),
        N_("%(body)s has returned your application: %(reason)s. Please complete it and submit."),
    ),
    "ApplicationAccepted": Message(
        ("enterprise",),
        N_("%(number)s: application accepted"),
        N_("%(body)s has accepted your application. Please read and sign the agreement."),
    ),
    "ApplicationDeclined": Message(
        ("enterprise",),
        N_("%(number)s: application not accepted"),
        N_("%(body)s has not accepted your application: %(reason)s."),
    ),
    "ApplicationWithdrawn": Message(
        ("officers", "team", "committee"),
        N_("%(number)s: application withdrawn"),
        N_("%(enterprise)s has withdrawn its application: %(reason)s. Nothing more is to be done."),
    ),
    "AgreementAccepted": Message(
        ("planners",),
        N_("%(number)s: agreement signed"),
        N_("%(enterprise)s has signed the agreement. Please put the team together."),
    ),
    "CaseTerminated": Message(
        ("enterprise", "officers", "team", "committee"),
        N_("%(number)s: case terminated"),
        N_("The case of %(enterprise)s has been terminated: %(reason)s."),
    ),
    "MemberProposed": Message(
        ("member",),
        N_("%(number)s: your declaration is wanted"),
        N_("You are proposed for a place on a case. Please sign the declaration or refuse."),
    ),
    "MemberAnswered": Message(
        ("proposer",),
        N_("%(number)s: %(member)s has answered"),
        N_("%(member)s has answered the proposal. Please look at the team."),
    ),
    "MemberSuspended": Message(
        ("overseers",),
        N_("%(number)s: the place of %(member)s is suspended"),
        N_(
            "A fact that came to light speaks against %(member)s. The place is suspended; "
            "the page lists what was done meanwhile. Please clear it up or replace."
        ),
    ),
    "PlanReleased": Message(
        ("enterprise", "team"),
        N_("%(number)s: audit plan released"),
        N_("The audit plan is released. An objection to a member needs a reason, within its time."),
    ),
    "VirusFound": Message(
        ("officers", "managers"),
        N_("%(number)s: virus found in a file"),
        N_(
            "The scanner found %(virus)s in “%(filename)s”. Nobody gets the file any more. "
            "Please warn whoever sent it and ask for a clean one."
        ),
    ),
    "SignInMissed": Message(
        ("signer",),
        N_("%(number)s: you have not signed in"),
        N_("A sign-in of yours on site is missing. Please explain it by %(due_on)s."),
    ),
    "SignInUnexplained": Message(
        ("managers",),
        N_("%(number)s: a sign-in of %(who)s is not explained"),
        N_("%(who)s was to explain a sign-in by %(due_on)s and has not. Please look into it."),
    ),
    "WorkKeptApart": Message(
        ("lead",),
        N_("%(number)s: offline work of %(who)s waits for you"),
        N_("%(who)s has sent offline work that was kept apart. Take it over or set it aside."),
    ),
    "InformationAsked": Message(
        ("enterprise",),
        N_("%(number)s: the audit team needs information"),
        N_("The audit team asks for “%(title)s” by %(due_on)s. Please answer on the case's page."),
    ),
    "InformationAnswered": Message(
        ("lead",),
        N_("%(number)s: a request for information is answered"),
        N_("%(enterprise)s has answered “%(title)s”. Please take the answer or return it."),
    ),
    "InformationReturned": Message(
        ("enterprise",),
        N_("%(number)s: an answer was returned"),
        N_("The answer to “%(title)s” does not do: %(reason)s. Please answer by %(due_on)s."),
    ),
    "InformationNear": Message(
        ("enterprise",),
        N_("%(number)s: an answer is due on %(due_on)s"),
        N_("The audit team waits for “%(title)s” until %(due_on)s."),
    ),
    "InformationLate": Message(
        ("enterprise", "lead"),
        N_("%(number)s: an answer is late"),
        N_("“%(title)s” was wanted by %(due_on)s. Please answer on the case's page."),
    ),
    "LeaveClashes": Message(
        ("planners",),
        N_("%(number)s: %(member)s is away on a planned day"),
        N_("%(member)s is on leave on %(days)s, but the plan counts on them. Please plan anew."),
    ),
    "PlanChanged": Message(
        ("enterprise", "team"),
        N_("%(number)s: audit plan changed, revision %(revision)s"),
        N_(
            "Revision %(revision)s of the audit plan is released with %(changes)s changes; its "
            "page lists them. An objection to a member needs a reason, within its time."
        ),
    ),
    "MemberObjectedTo": Message(
        ("planners",),
        N_("%(number)s: objection to a team member"),
        N_("%(enterprise)s objects to a team member: %(reason)s. Please answer or replace."),
    ),
    "StageStarted": Message(
        ("enterprise", "team"),
        N_("%(number)s: stage %(stage)s begins"),
        N_("Stage %(stage)s of the audit of %(enterprise)s has begun."),
    ),
    "StageReturned": Message(
        ("enterprise", "officers", "planners", "team"),
        N_("%(number)s: back to an earlier stage"),
        N_("The case of %(enterprise)s has gone back to an earlier stage: %(reason)s."),
    ),
    "DraftShown": Message(
        ("enterprise",),
        N_("%(number)s: draft of the finding %(finding)s"),
        N_(
            "The audit team shows you the draft of the finding %(finding)s. Please comment, "
            "dispute it with your reasons, or say that you have nothing to add."
        ),
    ),
    "DraftCommented": Message(
        ("team",),
        N_("%(number)s: the enterprise on the draft %(finding)s"),
        N_("%(enterprise)s has spoken on the draft %(finding)s. A dispute wants an answer."),
    ),
    "DisputeAnswered": Message(
        ("enterprise",),
        N_("%(number)s: your dispute of %(finding)s is answered"),
        N_("The audit team has answered your dispute of the draft %(finding)s in writing."),
    ),
    "MinorBecameMajor": Message(
        ("enterprise", "team", "officers"),
        N_("%(number)s: %(finding)s is a major nonconformity now"),
        N_(
            "%(enterprise)s has not answered the minor nonconformity %(finding)s in its time. It "
            "has become a major one: its correction has to be verified."
        ),
    ),
    "MinorOverdue": Message(
        ("enterprise", "team", "officers"),
        N_("%(number)s: the answer to %(finding)s is long overdue"),
        N_(
            "%(enterprise)s has not answered the minor nonconformity %(finding)s in its time. "
            "Please answer at once."
        ),
    ),
    "FindingsIssued": Message(
        ("enterprise",),
        N_("%(number)s: nonconformities to be corrected"),
        N_("The audit found %(count)s nonconformities. Please answer each of them."),
    ),
    "FindingAnswered": Message(
        ("lead",),
        N_("%(number)s: a finding is answered"),
        N_("%(enterprise)s has answered a finding. Please verify it."),
    ),
    "FindingReturned": Message(
        ("enterprise",),
        N_("%(number)s: an answer was returned"),
        N_("The team has returned your answer to a finding: %(reason)s. Please answer again."),
    ),
    "CorrectionFinished": Message(
        ("lead", "enterprise"),
        N_("%(number)s: correction finished"),
        N_("All nonconformities are dealt with. The conclusion comes next."),
    ),
    "AuditConcluded": Message(
        ("planners", "checker"),
        N_("%(number)s: conclusion written"),
        N_("The lead has concluded. The technical check comes next."),
    ),
    "ConclusionChecked": Message(
        ("enterprise", "lead"),
        N_("%(number)s: technical check recorded"),
        N_("The technical check is recorded. The enterprise may confirm the conclusion."),
    ),
    "ConclusionConfirmed": Message(
        ("officers", "lead"),
        N_("%(number)s: the enterprise has answered the conclusion"),
        N_("%(enterprise)s has answered the conclusion. Please submit it to the committee."),
    ),
    "ConclusionSubmitted": Message(
        ("office",),
        N_("%(number)s: conclusion submitted"),
        N_("%(body)s has submitted the conclusion on %(enterprise)s. Please appoint a reviewer."),
    ),
    "ReviewPassed": Message(
        ("office",),
        N_("%(number)s: compliance review passed"),
        N_("The compliance review is passed. Please appoint for the next step."),
    ),
    "ConfirmationPassed": Message(
        ("office",),
        N_("%(number)s: confirmation audit passed"),
        N_("The confirmation audit is passed. Please appoint a re-checker."),
    ),
    "Rechecked": Message(
        ("office",),
        N_("%(number)s: re-check recorded"),
        N_("The re-check is recorded. Please call the panel."),
    ),
    "BallotOpened": Message(
        ("panel",),
        N_("%(number)s: your vote is wanted"),
        N_("A ballot is open on %(enterprise)s. Please vote before it closes."),
    ),
    "BallotUndecided": Message(
        ("office",),
        N_("%(number)s: no decision"),
        N_("The ballot closed without a decision. Please open a new one."),
    ),
    "CertificationGranted": Message(
        ("enterprise", "officers"),
        N_("%(number)s: granted; the public notice begins"),
        N_("The panel has granted %(grade)s to %(enterprise)s. The public notice has begun."),
    ),
    "CertificationRejected": Message(
        ("enterprise", "officers"),
        N_("%(number)s: not granted"),
        N_("The application of %(enterprise)s was rejected: %(reason)s. An appeal is possible."),
    ),
    "UpkeepDecided": Message(
        ("enterprise", "officers"),
        N_("%(number)s: decision on the certificate"),
        N_("The panel has decided on the certificate of %(enterprise)s. Please look at the case."),
    ),
    "ObjectionLodged": Message(
        ("office", "officers"),
        N_("%(number)s: objection lodged"),
        N_("Somebody objects to the public notice on %(enterprise)s. Please appoint a handler."),
    ),
    "ObjectionDecided": Message(
        ("enterprise", "officers", "office"),
        N_("%(number)s: objection decided"),
        N_("The objection to the public notice on %(enterprise)s is decided."),
    ),
    "PublicityEnded": Message(
        ("office",),
        N_("%(number)s: public notice ended"),
        N_("The public notice on %(enterprise)s has ended. Please issue the certificate."),
    ),
    "CaseCertified": Message(
        ("enterprise", "officers"),
        N_("%(number)s: certificate issued"),
        N_("The certificate of %(enterprise)s is in the public registry."),
    ),
    "CertificateStatusChanged": Message(
        ("holder", "certificate_body"),
        N_("Certificate %(certificate)s: %(status)s"),
        N_("The certificate of %(enterprise)s now reads: %(status)s. It is public at once."),
    ),
    "SurveillanceOpened": Message(
        ("enterprise", "planners"),
        N_("%(number)s: surveillance audit due"),
        N_("The surveillance audit of %(enterprise)s is due by %(due_on)s. Please plan it."),
    ),
    "DeclarationNear": Message(
        ("member",),
        N_("%(number)s: please declare by %(due_on)s"),
        N_("You are offered a place on a case. Please declare or refuse by %(due_on)s."),
    ),
    "DeclarationLate": Message(
        ("member", "proposer"),
        N_("%(number)s: the declaration of %(member)s is overdue"),
        N_("%(member)s was to declare by %(due_on)s. Please declare, or ask somebody else."),
    ),
    "LimitNear": Message(
        ("turn",),
        N_("%(number)s: to be done by %(due_on)s"),
        N_("The case of %(enterprise)s waits for you: %(what)s. The limit is %(due_on)s."),
    ),
    "LimitPassed": Message(
        ("turn", "managers"),
        N_("%(number)s: the limit of %(due_on)s has passed"),
        N_("The case of %(enterprise)s is overdue since %(due_on)s: %(what)s."),
    ),
    "ReminderDue": Message(
        ("holder", "certificate_body"),
        N_("Certificate %(certificate)s: %(days)s days left"),
        N_("For the certificate of %(enterprise)s a date comes near: %(due_on)s."),
    ),
    "SurveillanceOverdue": Message(
        ("holder", "certificate_body", "office"),
        N_("Certificate %(certificate)s: surveillance overdue"),
        N_("The surveillance of %(enterprise)s was due on %(due_on)s. Suspension is considered."),
    ),
    "AppealLodged": Message(
        ("office",),
        N_("An appeal or complaint has come in"),
        N_("An appeal, complaint or report has come in. Please acknowledge it in time."),
    ),
    "AppealAcknowledged": Message(
        ("handler",),
        N_("An appeal or complaint is handed to you"),
        N_("An appeal, complaint or report is handed to you. Please decide it with reasons."),
    ),
    "AppealDecided": Message(
        ("office",),
        N_("An appeal or complaint is decided"),
        N_("An appeal, complaint or report is decided."),
    ),
}

LINKS: dict[str, Message] = {
    "confirm": Message(
        (),
        N_("Please confirm your mail address"),
        N_("Somebody registered this address. If it was you, open this link within its time."),
    ),
    "reset": Message(
        (),
        N_("Set a new password"),
        N_("Somebody asked for a new password. If it was you, open this link within an hour."),
    ),
    "invite": Message(
        (),
        N_("You are invited"),
        N_("You are invited to work on the platform. Open this link to accept the invitation."),
    ),
}

# Facts that no mail tells, each with the reason.
SILENT: dict[str, str] = {
    "BallotComplete": "counting follows at once, and its outcome is told",
    "CertificateIssued": "the file follows at once, and certification is told",
    "PeopleMerged": "whoever is concerned is told when a place is suspended",
    "TieRecorded": "whoever is concerned is told when a place is suspended",
    "SurroundingsChanged": "whoever is concerned is told when a place is suspended",
    "OutsideRoleGiven": "whoever is concerned is told when a place is suspended",
    "ContactChanged": "whoever is concerned is told when a place is suspended",
    "CaseClosed": "the deed that closed the case is told",
    "MailWanted": "is itself a mail, see LINKS",
    "StaffingAsked": "nobody is told of a proposal before it is released",
}
