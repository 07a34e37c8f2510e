"""How people come in by mail: registration of an enterprise, invitation, a new pass word.

What a page answers never tells whether an address has an account; the mail goes to whoever owns it.
"""

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from certplatform import clock
from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.actors import SYSTEM, Actor, OrganisationKind, Role
from certplatform.domain.errors import Invalid, NotAllowed, NotNow, NotVisible
from certplatform.domain.facts import MailWanted
from certplatform.domain.facts_of_conflict import OutsideRoleGiven
from certplatform.domain.identity import Identity, identity_obstacles, mended
from certplatform.domain.people import (
    LONGEST_PASSWORD,
    clean_address,
    may_invite,
    must_administer,
    must_be_fresh,
    must_be_password,
    must_fit,
)
from certplatform.domain.wording import N_
from certplatform.models.organisation import Organisation
from certplatform.models.person import Membership, OneTimeLink, Person
from certplatform.process.one_person import watch_for_second
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.one_time_links import (
    LIFETIMES,
    hash_of_token,
    link_by_token,
    links_made,
    token_of,
)
from certplatform.queries.passwords import hash_password
from certplatform.queries.people import actor_of, belongs_to, person_by_email
from certplatform.queries.sessions import sessions_of
from certplatform.queries.ties import OUTSIDE

GONE = N_("This link is used up, too old, or not complete. Ask for a new one.")
MAILS = {"confirm": (3, timedelta(hours=6)), "reset": (5, timedelta(days=1))}


@dataclass(frozen=True, slots=True)
class Registration:
    """What an enterprise says about itself when it registers."""

    name: str
    code: str
    industry: str
    region: str
    address: str
    legal_representative: str
    contact_name: str
    contact_phone: str
    email: str
    name_en: str = ""
    headcount: int = 0


def ask_registration(said: Registration) -> None:
    """Keep what was said until the address is confirmed; send the link."""
    address = clean_address(said.email)
    identity = Identity(said.code, said.industry, said.region)
    with deed(by=SYSTEM) as act:
        act.heed(identity_obstacles(identity, code_lists()))
        known = person_by_email(address)
        _send("confirm", address, act, person=known, asked=asdict(said))


def confirm_registration(token: str, password: str) -> Person:
    """Take the enterprise up, and its first person with it or beside what they already are."""
    kept = _kept(password)
    with deed(by=SYSTEM) as act:
        link = _link("confirm", token, act.at)
        said = Registration(**link.asked)
        codes = mended(Identity(said.code, said.industry, said.region))
        if session.scalar(select(Organisation.id).where(Organisation.code == codes.uscc)):
            raise NotNow(
                N_(
                    "An enterprise with this code is already registered. "
                    "Ask one of its people to invite you."
                )
            )
        enterprise = Organisation(
            kind=str(OrganisationKind.ENTERPRISE),
            code=codes.uscc,
            name=said.name,
            name_en=said.name_en,
            legal_representative=said.legal_representative,
            address=said.address,
            region=codes.region,
            industry=codes.industry,
            headcount=said.headcount,
            contact_name=said.contact_name,
            contact_phone=said.contact_phone,
            contact_email=link.email,
            created_at=act.at,
        )
        session.add(enterprise)
        person = _comer(link, said.contact_name, password, kept, act)
        person.phone = person.phone or said.contact_phone
        session.flush()
        act.log(f"organisation:{enterprise.id}", "register_organisation", name=enterprise.name)
        _join(person, enterprise.id, Role.APPLICANT, act)
    return person


def invite(email: str, organisation_id: int, role: Role | str, *, by: Actor) -> OneTimeLink:
    """Invite somebody by mail into one role of one organisation."""
    role = Role(role)
    with deed(by=by) as act:
        organisation = session.get(Organisation, organisation_id)
        if organisation is None or not may_invite(by, organisation_id):
            raise NotVisible(ABSENT)
        must_be_fresh(by)
        must_fit(role, OrganisationKind(organisation.kind))
        address = clean_address(email)
        known = person_by_email(address)
        if known is not None and known.id == by.person_id:
            raise NotAllowed(N_("Nobody gives or takes roles for themselves; ask somebody else."))
        link = _make("invite", address, act, person=known)
        link.organisation_id, link.role, link.made_by = organisation_id, str(role), by.person_id
        act.log(f"organisation:{organisation_id}", "invite", role=str(role), link=link.id)
    return link


def withdraw_invitation(link_id: int, *, by: Actor) -> None:
    """Make an invitation worthless."""
    with deed(by=by) as act:
        link = session.get(OneTimeLink, link_id)
        if link is None or link.purpose != "invite" or link.used_at is not None:
            raise NotVisible(ABSENT)
        if not may_invite(by, link.organisation_id or 0):
            raise NotVisible(ABSENT)
        link.used_at = act.at
        act.log(f"organisation:{link.organisation_id}", "withdraw_invitation", link=link.id)


def accept_invitation(token: str, *, name: str = "", password: str = "") -> Person:
    """Take up the invited role: with the account of this address, or with a new one."""
    kept = _kept(password)
    with deed(by=SYSTEM) as act:
        link = _link("invite", token, act.at)
        maker = session.get(Person, link.made_by) if link.made_by else None
        organisation = session.get_one(Organisation, link.organisation_id)
        entitled = maker is None or (maker.active and may_invite(actor_of(maker), organisation.id))
        if not entitled or not organisation.active:
            raise NotNow(GONE)
        person = _comer(link, name, password, kept, act)
        session.flush()
        _join(person, organisation.id, Role(link.role), act)
    return person


def ask_reset(email: str) -> None:
    """Send a link for a new pass word, if there is such an account; say nothing either way."""
    with deed(by=SYSTEM) as act:
        person = person_by_email(email) if email == email.strip() else None
        if person is not None and person.active:
            _send("reset", person.email, act, person=person)


def start_reset(person_id: int, *, by: Actor) -> None:
    """Send somebody a link for a new pass word, which only they will know."""
    with deed(by=by) as act:
        must_administer(by)
        must_be_fresh(by)
        person = session.get(Person, person_id)
        if person is None or not person.active:
            raise NotVisible(ABSENT)
        _make("reset", person.email, act, person=person).made_by = by.person_id
        act.log(f"person:{person.id}", "start_reset")


def reset_password(token: str, password: str) -> Person:
    """Choose a new pass word by a link; all sessions end, the second factor stays."""
    kept = _kept(password)
    with deed(by=SYSTEM) as act:
        link = _link("reset", token, act.at)
        person = session.get_one(Person, link.person_id)
        if not person.active or person.email != link.email:
            raise NotNow(GONE)
        must_be_password(password, person.name, person.email)
        person.password_hash = kept
        person.email_confirmed_at = person.email_confirmed_at or act.at
        link.used_at = act.at
        for live in sessions_of(person.id):
            live.ended_at = act.at
        act.log(f"person:{person.id}", "reset_password")
    return person


def _send(
    purpose: str, address: str, act: Deed, *, person: Person | None, asked: object = None
) -> None:
    """Send a link unless this address was sent enough of them; nobody is told which."""
    most, within = MAILS[purpose]
    if links_made(purpose, address, clock.now() - within) < most:
        _make(purpose, address, act, person=person, asked=asked)


def _make(
    purpose: str, address: str, act: Deed, *, person: Person | None, asked: object = None
) -> OneTimeLink:
    link = OneTimeLink(
        purpose=purpose,
        token_hash=secrets.token_hex(32),
        email=address,
        person_id=person.id if person else None,
        asked=asked or {},
        made_at=act.at,
        expires_at=act.at + LIFETIMES[purpose],
    )
    session.add(link)
    session.flush()
    link.token_hash = hash_of_token(token_of(link))
    act.tell(MailWanted(0, person.id if person else 0, purpose, link.id))
    return link


def _link(purpose: str, token: str, at: datetime) -> OneTimeLink:
    link = link_by_token(purpose, token, at)
    if link is None:
        raise NotNow(GONE)
    return link


def _kept(password: str) -> str:
    """Hash before the deed begins: it takes long, and everybody else would wait."""
    return hash_password(password[:LONGEST_PASSWORD])


def _comer(link: OneTimeLink, name: str, password: str, kept: str, act: Deed) -> Person:
    """The person of a link's address, taken up where there is none; the link is used up."""
    link.used_at = act.at
    known = person_by_email(link.email)
    if known is not None:
        if not known.active:
            raise NotNow(GONE)
        known.email_confirmed_at = known.email_confirmed_at or act.at
        return known
    if not name.strip():
        raise Invalid(N_("Write your name."), fields={"name": N_("Write your name.")})
    must_be_password(password, name, link.email)
    made = Person(
        name=name.strip(),
        email=link.email,
        password_hash=kept,
        email_confirmed_at=act.at,
        created_at=act.at,
    )
    session.add(made)
    session.flush()
    act.log(f"person:{made.id}", "admit_person", name=made.name)
    return made


def _join(person: Person, organisation_id: int, role: Role, act: Deed) -> None:
    if belongs_to(person.id, organisation_id, role):
        return
    session.add(
        Membership(
            person_id=person.id,
            organisation_id=organisation_id,
            role=str(role),
            since_at=act.at,
        )
    )
    act.log(f"person:{person.id}", "grant_role", organisation=organisation_id, role=str(role))
    if session.get_one(Organisation, organisation_id).kind in OUTSIDE:
        act.tell(OutsideRoleGiven(0, person.id, organisation_id))
    watch_for_second(person, act)
