"""Organisations, people, and the roles that people hold in organisations."""

from datetime import date, timedelta

from sqlalchemy import func, select

from certplatform import schemes
from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.actors import Actor, OrganisationKind, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.facts_of_conflict import OutsideRoleGiven
from certplatform.domain.identity import (
    industry_obstacles,
    mended_code,
    mended_industry,
    region_obstacles,
    uscc_obstacles,
)
from certplatform.domain.obstacles import Obstacle
from certplatform.domain.people import (
    NOT_YOURS,
    administers,
    clean_address,
    may_invite,
    must_administer,
    must_be_fresh,
    must_be_of_scheme,
    must_be_password,
    must_fit,
    must_not_be_oneself,
)
from certplatform.domain.wording import N_
from certplatform.models.organisation import ApprovedRange, Organisation
from certplatform.models.person import Membership, Person, SignInSession
from certplatform.process.one_person import watch_for_second
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.passwords import hash_password
from certplatform.queries.ties import OUTSIDE


def register_organisation(
    kind: OrganisationKind | str,
    name: str,
    *,
    by: Actor,
    code: str = "",
    short_code: str = "",
    name_en: str = "",
    legal_representative: str = "",
    address: str = "",
    region: str = "",
    industry: str = "",
    headcount: int = 0,
    contact_name: str = "",
    contact_phone: str = "",
    contact_email: str = "",
) -> Organisation:
    """Take an organisation up; enterprises by their unified social credit code (R11)."""
    must_administer(by)
    kind = OrganisationKind(kind)
    with deed(by=by) as act:
        must_be_fresh(by)
        act.heed(_code_obstacles(kind, code, region, industry))
        _must_be_free(code, short_code)
        made = Organisation(
            kind=str(kind),
            name=name.strip(),
            name_en=name_en.strip(),
            legal_representative=legal_representative.strip(),
            address=address.strip(),
            headcount=headcount,
            contact_name=contact_name.strip(),
            contact_phone=contact_phone.strip(),
            contact_email=contact_email.strip(),
            created_at=act.at,
            **_codes(code, short_code, region, industry),
        )
        session.add(made)
        session.flush()
        act.log(f"organisation:{made.id}", "register_organisation", kind=str(kind), name=made.name)
    return made


def _code_obstacles(
    kind: OrganisationKind, code: str, region: str, industry: str
) -> list[Obstacle]:
    """R11: only enterprises must have a code; what is given of the rest must be right."""
    lists = code_lists()
    return [
        *(uscc_obstacles(code) if kind is OrganisationKind.ENTERPRISE or code.strip() else []),
        *(region_obstacles(region, lists) if region.strip() else []),
        *(industry_obstacles(industry, lists) if industry.strip() else []),
    ]


def _codes(code: str, short_code: str, region: str, industry: str) -> dict[str, str | None]:
    """The codes as they are kept; those that are unique are missing rather than empty."""
    return {
        "code": mended_code(code) or None,
        "short_code": short_code.strip().upper() or None,
        "region": mended_code(region),
        "industry": mended_industry(industry) if industry else "",
    }


def _must_be_free(code: str, short_code: str) -> None:
    if code and session.scalar(
        select(Organisation.id).where(Organisation.code == mended_code(code))
    ):
        raise Invalid(
            N_("An organisation with this code is already registered."),
            fields={"code": N_("An organisation with this code is already registered.")},
        )
    wanted = short_code.strip().upper()
    if wanted and session.scalar(select(Organisation.id).where(Organisation.short_code == wanted)):
        raise Invalid(
            N_("Another body already has this short code."),
            fields={"short_code": N_("Another body already has this short code.")},
        )


def admit_person(
    name: str,
    email: str,
    *,
    by: Actor,
    password: str = "",
    phone: str = "",
    locale: str = "zh_CN",
    organisation_id: int | None = None,
) -> Person:
    """Give a person an account. Only the system sets a pass word; people choose their own."""
    with deed(by=by) as act:
        if not administers(by) and not (
            organisation_id is not None and may_invite(by, organisation_id)
        ):
            raise NotAllowed(NOT_YOURS)
        must_be_fresh(by)
        address = clean_address(email)
        if session.scalar(select(Person.id).where(Person.email == address)):
            raise Invalid(
                N_("This mail address is already registered."),
                fields={"email": N_("This mail address is already registered.")},
            )
        made = Person(
            name=name.strip(), email=address, phone=phone.strip(), locale=locale, created_at=act.at
        )
        if password:
            _set_first_password(made, password, by, act)
        session.add(made)
        session.flush()
        act.log(f"person:{made.id}", "admit_person", name=made.name)
        watch_for_second(made, act)
    return made


def _set_first_password(person: Person, password: str, by: Actor, act: Deed) -> None:
    if Role.SYSTEM not in by.standing:
        raise NotAllowed(N_("Nobody sets a password for somebody else."))
    must_be_password(password, person.name, person.email)
    person.password_hash = hash_password(password)
    person.email_confirmed_at = act.at


def grant_role(
    person_id: int, organisation_id: int, role: Role | str, *, by: Actor, reason: str = ""
) -> Membership:
    """Give a person a role in an organisation that has such roles; at once effective."""
    role = Role(role)
    with deed(by=by, reason=reason) as act:
        person, organisation = _both(person_id, organisation_id, by)
        must_fit(role, OrganisationKind(organisation.kind))
        if _current(person_id, organisation_id, role):
            raise NotNow(N_("This person already has this role."))
        made = Membership(
            person_id=person.id, organisation_id=organisation.id, role=str(role), since_at=act.at
        )
        session.add(made)
        act.log(f"person:{person.id}", "grant_role", organisation=organisation.id, role=str(role))
        if organisation.kind in OUTSIDE:
            act.tell(OutsideRoleGiven(0, person.id, organisation.id))
        watch_for_second(person, act)
    return made


def end_role(
    person_id: int, organisation_id: int, role: Role | str, *, by: Actor, reason: str = ""
) -> None:
    """Take a role away; whoever holds it loses it with their next click."""
    role = Role(role)
    with deed(by=by, reason=reason) as act:
        person, organisation = _both(person_id, organisation_id, by)
        held = _current(person_id, organisation_id, role)
        if held is None:
            raise NotNow(N_("This person does not have this role."))
        _must_not_be_the_last(role, organisation_id)
        held.ended_at = act.at
        act.log(f"person:{person.id}", "end_role", organisation=organisation.id, role=str(role))


def _both(person_id: int, organisation_id: int, by: Actor) -> tuple[Person, Organisation]:
    if not may_invite(by, organisation_id):
        raise NotVisible(ABSENT)
    must_not_be_oneself(by, person_id)
    must_be_fresh(by)
    person = session.get(Person, person_id)
    organisation = session.get(Organisation, organisation_id)
    if person is None or organisation is None:
        raise NotVisible(ABSENT)
    return person, organisation


def _current(person_id: int, organisation_id: int, role: Role) -> Membership | None:
    return session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Membership.ended_at.is_(None),
        )
    )


def _must_not_be_the_last(role: Role, organisation_id: int) -> None:
    """An organisation never loses the last person who can bring others in."""
    if role not in {Role.ADMINISTRATOR, Role.BODY_MANAGER, Role.APPLICANT}:
        return
    count = session.scalar(
        select(func.count(Membership.id))
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.role == role,
            Membership.ended_at.is_(None),
            Person.active.is_(True),
        )
    )
    if (count or 0) <= 1:
        raise NotNow(N_("This is the last one with this role; give it to somebody else first."))


def deactivate_person(person_id: int, *, by: Actor, reason: str) -> None:
    """Close an account: all roles end, all sessions end, the record stays."""
    must_administer(by)
    with deed(by=by, reason=reason) as act:
        must_not_be_oneself(by, person_id)
        must_be_fresh(by)
        if not reason.strip():
            raise Invalid(
                N_("A reason is needed."), fields={"reason": N_("Please write the reason.")}
            )
        person = session.get(Person, person_id)
        if person is None:
            raise NotVisible(ABSENT)
        person.active = False
        for one in person.memberships:
            if one.ended_at is None:
                _must_not_be_the_last(Role(one.role), one.organisation_id)
                one.ended_at = act.at
        for live in session.scalars(
            select(SignInSession).where(
                SignInSession.person_id == person_id, SignInSession.ended_at.is_(None)
            )
        ):
            live.ended_at = act.at
        act.log(f"person:{person.id}", "deactivate_person")


def set_approved_range(
    organisation_id: int,
    scheme: str,
    *,
    by: Actor,
    grades: list[str] | None = None,
    viewpoints: list[str] | None = None,
    industries: list[str] | None = None,
    valid_from_on: date,
    valid_until_on: date | None = None,
    note: str = "",
) -> ApprovedRange:
    """Say what a body may assess from a date on (R07); [] means all. An open range before ends."""
    must_administer(by)
    with deed(by=by) as act:
        must_be_fresh(by)
        body = _body(organisation_id)
        _must_run_forward(valid_from_on, valid_until_on)
        covered = {
            "grades": grades or [],
            "viewpoints": viewpoints or [],
            "industries": [mended_industry(one) for one in industries or []],
        }
        must_be_of_scheme(schemes.scheme(scheme), **covered, listed=code_lists().industries)
        _end_before(body, scheme, valid_from_on)
        made = ApprovedRange(
            organisation_id=body.id,
            scheme=scheme,
            valid_from_on=valid_from_on,
            valid_until_on=valid_until_on,
            note=note,
            **covered,
        )
        session.add(made)
        said = {"scheme": scheme, "valid_from_on": valid_from_on.isoformat(), **covered}
        act.log(f"organisation:{body.id}", "set_approved_range", **said)
    return made


def _body(organisation_id: int) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None or found.kind != OrganisationKind.BODY:
        raise NotVisible(ABSENT)
    return found


def _must_run_forward(first: date, last: date | None) -> None:
    if last is not None and last < first:
        told = N_("The range ends before it begins.")
        raise Invalid(told, fields={"valid_until_on": told})


def _end_before(body: Organisation, scheme: str, first: date) -> None:
    """End what was open until now on the day before the new range begins."""
    day_before = first - timedelta(days=1)
    for earlier in body.ranges:
        if earlier.scheme == scheme and earlier.valid_from_on < first:
            earlier.valid_until_on = min(earlier.valid_until_on or day_before, day_before)
