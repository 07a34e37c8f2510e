"""Training and examinations on record, evidence for entries, and the terms on which people work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from certplatform.codes import code_lists
from certplatform.db import session
from certplatform.domain.actors import Actor
from certplatform.domain.errors import Invalid, NotVisible
from certplatform.domain.identity import mended_code
from certplatform.domain.wording import N_
from certplatform.models.people_register import RecordPaper, Training, WorkTerms
from certplatform.models.person import Qualification
from certplatform.process.intake import Inspected, kept
from certplatform.process.person_record import must_keep_record_of
from certplatform.process.qualification import must_enter
from certplatform.process.step import Deed, deed
from certplatform.queries.cases import ABSENT
from certplatform.queries.people import belongs_to

KINDS: dict[str, str] = {"training": N_("Training"), "examination": N_("Examination")}
RESULTS: dict[str, str] = {
    "attended": N_("Attended"),
    "passed": N_("Passed"),
    "failed": N_("Failed"),
}
MOST_HOURS, MOST_HALF_DAYS = 2000, 732  # two half-days on each day of a leap year


@dataclass(frozen=True, slots=True)
class Course:
    """A course or examination as it is said; `hours` of 60 minutes."""

    kind: str
    title: str
    organiser: str
    from_on: date
    until_on: date
    result: str
    hours: int | None = None


def record_training(
    person_id: int, said: Course, *, by: Actor, evidence: Inspected | None = None
) -> Training:
    """Record a course or an examination, by the person or those who keep their record."""
    with deed(by=by) as act:
        must_keep_record_of(person_id, by)
        _must_be_a_course(said)
        made = Training(
            person_id=person_id,
            kind=said.kind,
            title=said.title.strip(),
            organiser=said.organiser.strip(),
            from_on=said.from_on,
            until_on=said.until_on,
            hours=said.hours,
            result=said.result,
            entered_by=by.person_id,
            entered_at=act.at,
        )
        session.add(made)
        session.flush()
        act.log(f"person:{person_id}", "record_training", training=made.id, result=said.result)
        if evidence is not None:
            _keep(evidence, person_id, act, training_id=made.id)
    return made


def _must_be_a_course(said: Course) -> None:
    if said.kind not in KINDS or said.result not in RESULTS:
        raise Invalid(N_("This kind of course or result is unknown."))
    for name in ("title", "organiser"):
        if not getattr(said, name).strip():
            raise Invalid(N_("Please fill this in."), fields={name: N_("Please fill this in.")})
    if said.until_on < said.from_on:
        told = N_("It ends before it begins.")
        raise Invalid(told, fields={"until_on": told})
    if said.hours is not None and not 0 <= said.hours <= MOST_HOURS:
        told = N_("A number from 0 to 2000.")
        raise Invalid(told, fields={"hours": told})


def add_evidence(qualification: int, file: Inspected, *, by: Actor) -> RecordPaper:
    """Add a file that shows why somebody is qualified."""
    with deed(by=by) as act:
        found = session.get(Qualification, qualification)
        if found is None:
            raise NotVisible(ABSENT)
        if by.person_id != found.person_id:
            must_enter(found.person_id, found.organisation_id, by)
        return _keep(file, found.person_id, act, qualification_id=found.id)


def _keep(
    file: Inspected,
    person_id: int,
    act: Deed,
    *,
    qualification_id: int | None = None,
    training_id: int | None = None,
) -> RecordPaper:
    made = RecordPaper(
        person_id=person_id,
        qualification_id=qualification_id,
        training_id=training_id,
        file_id=kept(file, act.at).id,
        filename=file.filename,
        sent_by=act.by.person_id,
        sent_at=act.at,
    )
    session.add(made)
    session.flush()
    act.log(f"person:{person_id}", "add_evidence", paper=made.id)
    return made


def set_work_terms(
    person_id: int,
    organisation_id: int,
    *,
    by: Actor,
    min_half_days: int = 0,
    max_half_days: int | None = None,
    regions: Iterable[str] = (),
    base_region: str = "",
) -> WorkTerms:
    """Say how much, in half-days per calendar year, and where a person works for a body."""
    with deed(by=by) as act:
        if by.person_id != person_id or not belongs_to(person_id, organisation_id):
            must_enter(person_id, organisation_id, by)
        _must_be_a_load(min_half_days, max_half_days)
        places = [mended_code(one) for one in regions]
        _must_be_regions("regions", places)
        _must_be_regions("base_region", [base] if (base := mended_code(base_region)) else [])
        found = session.scalar(
            select(WorkTerms).where(
                WorkTerms.person_id == person_id, WorkTerms.organisation_id == organisation_id
            )
        )
        terms = found or WorkTerms(person_id=person_id, organisation_id=organisation_id)
        terms.min_half_days, terms.max_half_days = min_half_days, max_half_days
        terms.regions, terms.base_region = places, base
        session.add(terms)
        act.log(
            f"person:{person_id}",
            "set_work_terms",
            organisation=organisation_id,
            min_half_days=min_half_days,
            max_half_days=max_half_days,
            regions=places,
            base_region=base,
        )
    return terms


def _must_be_a_load(least: int, most: int | None) -> None:
    if not 0 <= least <= MOST_HALF_DAYS or (most is not None and most > MOST_HALF_DAYS):
        told = N_("A year has at most 366 days.")
        raise Invalid(told, fields={"min_days": told})
    if most is not None and most < least:
        told = N_("The maximum is below the minimum.")
        raise Invalid(told, fields={"max_days": told})


def _must_be_regions(field: str, codes: list[str]) -> None:
    listed = code_lists().regions
    if unknown := [one for one in codes if one not in listed]:
        told = N_("%(codes)s: no such code.")
        wrong = N_("One of these codes does not exist.")
        raise Invalid(told, {"codes": ", ".join(unknown)}, fields={field: wrong})
