"""Every page that takes a form: who sends it, about what, and what has to be filled in.

A row says only what the page does not know by itself: everything else in a form that is sent is
as the page shows it when it is opened.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace as Clinic
from typing import Any

from django import forms

from patients.forms.decisions import SecondForm
from patients.forms.medicines import NameForm
from patients.forms.requests import CloseForm, DisagreeForm, ExtendForm
from patients.policy import clinic_policy
from patients.rules import BY_ID
from records.referral_forms import AllEntriesForm, EntriesForm
from scheduling.forms.messages import MessagesForm
from scheduling.forms.moving import ReplacementsForm
from scheduling.forms.states import StateForm
from scheduling.forms.waitlist import StopWaitingForm
from staff.forms import LinkForm
from tests.bad_input import referrals, scans
from tests.bad_input.clinic import PASSWORD, offer
from tests.people import PASSWORD as EVERYBODYS_PASSWORD
from treatments import consent_text
from treatments.batches import groups_of
from treatments.consent_state import consent_context
from treatments.forms.check_calls import MissedCallForm
from treatments.forms.mixes import DiscardMixForm, OutsideForm, PlannedMixesForm
from treatments.forms.plans import RevisionForm
from treatments.forms.record import KeepForm
from treatments.forms.stock import ButtonForm
from treatments.mix_choice import fingerprint, plan_batches, shelf_for

Filled = dict[str, Any]


def nothing(clinic: Clinic) -> Filled:
    return {}


@dataclass(frozen=True)
class Row:
    who: str
    about: str = ""  # the thing in the address, by its name in the clinic
    fill: Callable[[Clinic], Filled] = nothing
    kind: str = ""  # void-entry has the kind of entry in its address too
    # Dates that must lie ahead; that may lie anywhere. All others must lie behind.
    ahead: frozenset[str] = frozenset()
    anywhere: frozenset[str] = frozenset()
    # Pages that are only sent to: the form they read.
    reads: type[forms.Form] | None = None
    # Refused with a message on the page that is shown next.
    by_message: bool = False
    # What else must be refused: changes to what is filled in.
    wrong: Callable[[Clinic], Sequence[Filled]] = field(default=lambda clinic: [])
    # Fields of the form that this page does not draw.
    undrawn: frozenset[str] = frozenset()
    # False for a page of allauth, which knows nothing of our `once`.
    once: bool = True

    def address(self, clinic: Clinic) -> list[Any]:
        if not self.about:
            return []
        thing = getattr(clinic, self.about)
        return [self.kind, thing.pk] if self.kind else [thing.pk]


def just(**filled: Any) -> Callable[[Clinic], Filled]:
    return lambda clinic: filled


def each(**changes: Sequence[Any]) -> Callable[[Clinic], Sequence[Filled]]:
    """One refused form for each value of each field."""
    return lambda clinic: [{name: value} for name, values in changes.items() for value in values]


DRAWN = "[[[100, 600], [300, 200], [500, 700], [700, 300]]]"


def all_points(clinic: Clinic) -> Filled:
    told = consent_context(clinic.signed.versions.get())
    points = [*consent_text.risks_for(told), *consent_text.statements_for(told)]
    return {point.code: "on" for point in points} | {
        "own_goal": "Walk to the market",
        "signed_name": "Ida Jones",
        "understanding_check": "teach_back",
        "understanding_words": "Sugar water into the knee; it may hurt more for some days",
        "signature": DRAWN,
    }


# What a pad may not send: no drawing, a dot, no figures, too many, too far out, too deep.
WRONG_DRAWINGS = [
    "[]x", "{}", "7", "null", '"name"', "[[]]", "[[[1, 2, 3]]]", "[[[10, 10], [12, 12]]]",
    "[[[0, -1], [900, 900]]]", "[[[0, 0], [1001, 900]]]", "[[[true, 0], [900, 900]]]",
    "[[[0.5, 0], [900, 900]]]", "[[[1e400, 0], [900, 900]]]", "[[[NaN, 0], [900, 900]]]",
    "[" * 9000, f"[[[{'9' * 5000}, 0]]]", "[" + "[[0, 0], [900, 900]]," * 90 + "[[0, 0]]]",
    "9" * 70_000, "\x00",
]  # fmt: skip


def screening_answers(clinic: Clinic) -> Filled:
    return {
        "infection_at_site": "no",
        "nsaid_last_7_days": "no",
        "blood_thinner": "no",
        "pregnant": "no",
        "lists_reviewed": "on",
    }


def override_of_the_thinner(clinic: Clinic) -> Filled:
    recorded = {f"recorded_{place}": "Dr. Osei" for place in range(len(BY_ID["R08"].records))}
    return recorded | {
        "reason_code": "advised",
        "reason": "Cardiologist agrees; superficial site, 27 G needle.",
        "risk_discussed": "yes",
        "valid_for": "session",
    }


def day_answers(clinic: Clinic) -> Filled:
    return screening_answers(clinic) | {
        "fever_or_unwell": "no",
        "antibiotic_last_7_days": "no",
        "temperature": "98.2",
        "temperature_unit": "f",
        "score-nrs_pain": "7",
    }


PERSON = {
    "given_name": "Petra",
    "family_name": "Quist",
    "birth_date": "1970-02-03",
    "sex": "female",
}
UNTIL_FIVE = {"starts": "09:00", "ends": "17:00"}
# Nothing may be injected at such a strength; above 25 % is the clinic's own limit.
STRENGTHS = ["0", "-5", "25.1", "101", "0.00001"]
VOLUMES = ["0", "-2", "61", "999", "0.001"]


def at_nine(clinic: Clinic) -> Filled:
    return {"offer": offer(10, clinic.spare_room, clinic.ruth)}


def wrong_course(clinic: Clinic) -> Sequence[Filled]:
    """Each wrong time for the second session, and a visit that is not of this course."""
    second = f"session-{clinic.running.sessions.get(number=2).pk}"
    wrong = [{second: change["offer"]} for change in wrong_offers(clinic) if change["offer"]]
    return [*wrong, {"session-999999": offer(10, clinic.spare_room, clinic.ruth)}]


def to_ten(clinic: Clinic) -> str:
    return f"{clinic.monday_visit.revision}_{offer(10, clinic.spare_room, clinic.ruth)}"


def wrong_offers(clinic: Clinic) -> Sequence[Filled]:
    good = offer(10, clinic.spare_room, clinic.ruth)
    return [
        {"offer": text}
        for text in (
            "",
            "tomorrow at nine",
            good.replace("2026", "9999"),
            good.replace("12-07", "02-31"),
            good.rpartition("_")[0] + "_999999999",
            offer(10, clinic.spare_room, clinic.ben),  # treats nobody
            offer(2, clinic.spare_room, clinic.ruth),  # in the night
            offer(9, clinic.room, clinic.ruth),  # taken
            good + "\x00",
            good + "9" * 400,
        )
    ]


def in_turn(prefix: str, **values: Sequence[str]) -> Sequence[Filled]:
    """As many forms as the longest row of values, each with another value in every field."""
    most = max(len(row) for row in values.values())
    return [
        {f"{prefix}-{name}": row[place % len(row)] for name, row in values.items()}
        for place in range(most)
    ]


WAITS = just(urgency="2", from_day="2026-12-07", part_of_day="any")
WAITING_DAYS = frozenset({"from_day", "until_day"})


def wrong_waits(clinic: Clinic) -> Sequence[Filled]:
    return [
        {"urgency": "4"},
        {"from_day": ""},
        {"until_day": "2026-12-06"},
        {"weekdays": ["0"]},
        {"part_of_day": "night"},
        {"practitioner": str(clinic.ben.pk)},
    ]


def as_proposed(clinic: Clinic) -> Filled:
    return {"revision": str(clinic.started.revision), "looks-A": "clear"}


def kept_as_shown(clinic: Clinic) -> Filled:
    policy = clinic_policy()
    groups = groups_of(clinic.started.injections.all())
    batches = plan_batches(groups, shelf_for(clinic.started, policy), policy)
    return {"keep": "yes", "looks": "clear", "as_shown": fingerprint(batches)}


def wrong_mixes(clinic: Clinic) -> Sequence[Filled]:
    """Strengths and volumes that nobody can mix, lots that are gone, other people's injections."""
    gone = [str(clinic.recalled_lot.pk), str(clinic.used_up_lot.pk)]
    other = str(clinic.written.injections.get().pk)
    return [
        *in_turn("strengths-0", pct=["0", "-5", "51", "101", "0.00001"], component=["", "prp"]),
        *in_turn("strengths-0", lot=gone),
        *({"total_ml": ml} for ml in ["0", "-2", "251", "0.001", ""]),
        *({"injections": [pk]} for pk in [other, "1" + "0" * 30, "-1", "first"]),
        *({"looks": look} for look in ["", "muddy"]),
        {"as_shown": ""},
        {"diluent": gone[0]},
    ]


def given_by_the_dentist(clinic: Clinic) -> Filled:
    return {
        "revision": str(clinic.started.revision),
        "given_elsewhere": "yes",
        "doses-TOTAL_FORMS": "1",
        "doses-INITIAL_FORMS": "0",
        "doses-0-agent": "lidocaine",
        "doses-0-mg": "36",
        "doses-0-given_at": "09:30",
    }


def thrown_away(clinic: Clinic) -> Filled:
    return {"revision": str(clinic.mixing.revision), "reason": "The syringe fell down"}


def wrong_doses(clinic: Clinic) -> Sequence[Filled]:
    return [
        *in_turn("doses-0", mg=["0", "-1", "2001", "ten", ""], agent=["", "cocaine"]),
        *in_turn("doses-0", given_at=["25:00", "noon", ""]),
        *({"doses-TOTAL_FORMS": count} for count in ["0", "-1", "11", "many"]),
        {"given_elsewhere": "perhaps"},
    ]


# Not on the body map, on the other side of the body, or more than there are needles.
WRONG_POINTS = ["front", "side 0.4 0.5", "front 2 0.5", "front 0.7 0.7", "front 0.4 0.7\n" * 61]


def mixed_up_targets(clinic: Clinic) -> Sequence[Filled]:
    """The target of another patient's plan, of no plan, and doses that nobody may give."""
    first = "injections-0"
    return [
        *in_turn(f"{first}", target=[str(clinic.other_target.pk), "1" + "0" * 30, "-1", "first"]),
        *in_turn(first, mix=[str(clinic.mix.pk), "1" + "0" * 30, "-1", "A"]),
        *in_turn(first, procedure=["surgery"]),
        *in_turn(first, volume_ml=VOLUMES),
        *in_turn(first, points=["0", "-1", "61", "99999999"]),
        *in_turn(first, side=["left"]),
        *in_turn(first, region=["shoulder"], map_points=WRONG_POINTS),
    ]


def wrong_targets(clinic: Clinic) -> Sequence[Filled]:
    first = "targets-0"
    return [
        *in_turn(first, dextrose_pct=STRENGTHS, volume_ml=VOLUMES, glycerin_pct=STRENGTHS),
        *in_turn(first, points=["0", "-1", "61", "99999999"]),
        *in_turn(first, anaesthetic_pct=["101"], phenol_pct=["2"], side=["midline"]),
        *in_turn(first, region=["elbow"], procedure=["prp"], procedure_detail=["Kenalog"]),
        *in_turn(first, second_anaesthetic=["lidocaine"], map_points=WRONG_POINTS),
        {"sessions_min": "4", "sessions_target": "3"},
        {"sessions_target": "6", "sessions_max": "5"},
        {"spacing_min_days": "22"},
        {"followup_days": "soon"},
        {"followup_days": "42, -1"},
        {"followup_days": "9" * 50},
        {"followup_days": "1,2,3,4,5,6,7"},
        {"indication_code": "knee"},
    ]


def wrong_protocols(clinic: Clinic) -> Sequence[Filled]:
    first = "solutions-0"
    return [
        *in_turn(first, pct_0=["0", "51", "101", "1000"], volume_ml_per_site=["0", "101", "1e9"]),
        *in_turn(first, sites=["0", "61"], volume_ml_total=["3"], volumes_ml_by_site=["some", "0"]),
        *in_turn(first, name_0=["water", ""], name_1=["dextrose"], procedure=["prp"]),
        {"sessions_min": "6", "sessions_max": "5"},
        {"spacing_min_days": "30", "spacing_max_days": "29"},
        {"schedule_days": "soon"},
        {"schedule_days": "28, 7"},
        {"followup_months": "2.55"},
        {"age_min": "9"},
        {"icd10_right": "knee"},
        {"icd10_any": ", ".join(f"M17.{n}" for n in range(13))},
        {"source": " "},
        {"region": "tail"},
        {"targets": "x" * 161},
        {"outcomes": "VAS, vas"},
    ]


ROWS: dict[str, Row] = {
    # finding and registering
    "register-patient": Row("ben", fill=just(**PERSON), wrong=each(
        email=["nobody", "a@b@c.example"], given_name=["   ", "\u200b", "123"],
        birth_date=["1889-12-31"],
    )),
    "edit-patient": Row("ben", "anna", wrong=each(
        given_name=["  "], deceased_on=["1968-04-11"], email=["@"],
    )),
    # chart
    "add-problem": Row("ruth", "anna", just(display="Low back pain"), wrong=each(
        code=["not a code", "' OR 1=1", "M1"], onset=["1968-04-11"],
    )),
    "edit-problem": Row("ruth", "problem", wrong=each(display=[" "], onset=["1968-04-11"])),
    "add-medication": Row("ruth", "anna", just(name="Aspirin"), anywhere=frozenset({"stopped_on"}),
        wrong=each(started_on=["1968-04-11"], stopped_on=["1968-04-11", "2031-01-01"])),
    "edit-medication": Row("ruth", "medication", anywhere=frozenset({"stopped_on"})),
    "record-prescriber-decision": Row("ruth", "thinner", just(
        decision="hold", prescriber="Dr. Osei", decided_on="2026-12-03",
    )),
    "classify-medication": Row("ruth", "unknown_medicine", just(classes=["nsaid"]),
        wrong=each(classes=[["nsaid", "none"]])),
    "correct-medication-name": Row("ruth", "unknown_medicine", just(name="Coumadin", revision="1"),
        reads=NameForm, by_message=True),
    "classify-clinic-medicine": Row("ruth", "clinic_medicine", just(classes=["nsaid"]),
        wrong=each(classes=[["nsaid", "none"]])),
    "set-allergies": Row("ruth", "anna", just(status="none_known"),
        wrong=each(status=["listed"])),
    "accept-none-known": Row("ruth", "referred"),
    "add-allergy": Row("ruth", "anna", just(substance="Latex")),
    "edit-allergy": Row("ruth", "allergy"),
    "add-result": Row("ruth", "anna", just(kind="hba1c", value="7.9", taken_on="2026-12-01"),
        wrong=each(value=["0.1", "90", "-0"], taken_on=["1968-04-11"], unit=["f"])),
    "measure-patient": Row("ruth", "anna", just(bp_systolic="120", bp_diastolic="70"),
        wrong=each(weight=["0", "2000"], bp_diastolic=["130", ""], temperature=["380"])),
    "add-prior-treatment": Row("ruth", "anna", just(kind="exercise"), wrong=lambda clinic: [
        {"started_on": "2026-11-02", "ended_on": "2026-11-01"},
    ]),
    "edit-prior-treatment": Row("ruth", "prior"),
    "add-specialist-note": Row("ruth", "anna", just(
        kind="bleeding", specialist="Dr. Okafor", dated="2026-11-02", agrees="True",
    ), wrong=each(dated=["1968-04-11"], agrees=["perhaps"])),
    "edit-specialist-note": Row("ruth", "letter"),
    "void-entry": Row("ruth", "result", just(reason="Entered for the wrong patient"),
        kind="result"),
    "add-scan": Row("ben", "anna", scans.a_scan, wrong=scans.wrong_files),
    "void-scan": Row("ruth", "scan", just(reason="Of another patient"), wrong=each(reason=["  "])),
    "review-history": Row("ruth", "anna", by_message=True),
    "patient-requests": Row("ben", "anna", just(kind="access", wish="A copy of all")),
    "extend-request": Row("ben", "request", lambda clinic: {
        "revision": clinic.request.revision, "reason": "The files are elsewhere",
    }, reads=ExtendForm, wrong=each(reason=[" "])),
    "close-request": Row("ines", "request", lambda clinic: {
        "revision": clinic.request.revision, "state": "granted", "done": "Handed over",
    }, reads=CloseForm, wrong=each(state=["open", "lost"], done=[" "], denial_reason=["No"])),
    "attach-disagreement": Row("ben", "denied_request", lambda clinic: {
        "revision": clinic.denied_request.revision, "disagreement": "I never had gout",
    }, reads=DisagreeForm, wrong=each(disagreement=[" "])),
    "restrict-chart": Row("ines", "anna", lambda clinic: {
        "reason": "Works here", "named": [clinic.ruth.pk],
    }, wrong=lambda clinic: [
        {"named": []}, {"named": [clinic.ines.pk]}, {"named": [clinic.ben.pk]},
        {"named": ["x"]}, {"named": ["9" * 30]},
    ]),
    "lift-restriction": Row("ines", "restricted", just(reason="Left the clinic")),
    "break-glass": Row("ruth", "restricted", just(
        why="emergency", words="Collapsed in room 2", password=PASSWORD,
    ), wrong=each(why=["curious"], password=["wrong", ""])),
    # screening
    "screen-patient": Row("ruth", "anna", screening_answers, wrong=lambda clinic: [
        {"blood_thinner": "no", "infection_at_site": "perhaps"},
    ], ahead=frozenset({"replacement_planned_on"})),
    "override-finding": Row("ruth", "finding", override_of_the_thinner, wrong=each(
        reason=["too short", " " * 40], reason_code=["whim"], recorded_0=[" "],
        recorded_1=["x" * 201],
    )),
    "acknowledge-finding": Row("ruth", "caution"),
    "second-finding": Row("everybody", "waiting", lambda clinic: {
        "revision": clinic.waiting.screening.revision,
    }, reads=SecondForm, by_message=True),
    "withdraw-decision": Row("ruth", "waiting", just(reason="Entered on the wrong patient"),
        wrong=each(reason=[" " * 40])),
    "edit-screening-policy": Row("ines", fill=just(
        nsaid_days_after="21", reason="Endocrinology asks for more care",
    ), wrong=each(
        hba1c_uncontrolled=["6.4", "12.1"], hba1c_caution=["9"], nsaid_days_before=["31"],
        second_signature=[["R01"], ["R999"]],
    )),
    # protocols
    "draft-protocol": Row("ruth", fill=just(
        kind="clinic_practice", condition="Heel pain", region="foot", evidence="listed_only",
        evidence_note="Nothing published.", source="Practice of this clinic",
        **{"solutions-0-route": "extra_articular", "solutions-0-pct_0": "15"},
    ), wrong=wrong_protocols),
    "revise-protocol": Row("ruth", "protocol", just(change_reason="A smaller volume"),
        wrong=wrong_protocols),
    "edit-protocol": Row("ruth", "own_draft", wrong=wrong_protocols),
    "approve-protocol": Row("ruth", "foreign_draft", lambda clinic: {
        "revision": clinic.foreign_draft.revision,
    }, reads=RevisionForm, by_message=True),
    "activate-protocol": Row("ines", "approved_protocol", by_message=True),
    "retire-protocol": Row("ines", "protocol", just(reason="We do not do it any more")),
    # plans
    "draft-plan": Row("ruth", "anna", just(region="knee", side="right", indication="Knee pain"),
        wrong=each(protocol=["no-such-protocol", "'"], side=["midline"],
                   indication_code=["knee"])),
    "edit-plan": Row("ruth", "draft", wrong=wrong_targets),
    "screen-plan": Row("ruth", "draft"),
    "sign-plan": Row("ruth", "ready", lambda clinic: {
        "revision": clinic.ready.versions.get().revision,
    }, reads=RevisionForm),
    "revise-plan": Row("ruth", "signed", just(reason="The knee needs one session more")),
    "close-plan": Row("ruth", "signed", just(state="cancelled", reason="Moved away"),
        wrong=each(state=["completed", "draft", "active"])),
    "record-consent": Row("ruth", "signed", all_points, wrong=lambda clinic: [
        *({code: ""} for code in ("understands", *list(all_points(clinic))[:2])),
        *({"signature": drawing} for drawing in ("", *WRONG_DRAWINGS)),
        {"understanding_words": " "}, {"understanding_check": "telepathy"},
    ]),
    "withdraw-consent": Row("ruth", "consent", just(reason="Does not want it any more")),
    "discard-revision": Row("ruth", "revised", just(reason="The pain is gone"),
        wrong=each(reason=["", "  "])),
    # sessions
    "start-session": Row("ruth", "session", day_answers, wrong=each(
        **{"score-nrs_pain": ["11", "-1"], "temperature": ["500", "0"]},
    )),
    "screen-session": Row("ruth", "started_session", by_message=True),
    "record-session": Row("ruth", "started_session", wrong=mixed_up_targets),
    "keep-typing": Row("ruth", "started_session", lambda clinic: {
        "revision": clinic.started.revision, "typing": "0", "note": "Half a sent",
    }, reads=KeepForm, by_message=True),
    "forget-typing": Row("ruth", "typed_session", lambda clinic: {
        "revision": clinic.typed.revision, "typing": "1",
    }, reads=KeepForm, by_message=True),
    # Lena's 6 mL of dextrose 25 %, as the pages propose it.
    "make-planned-mixes": Row("ruth", "started_session", as_proposed, reads=PlannedMixesForm),
    "prepare-mix": Row("ruth", "started_session", kept_as_shown, wrong=wrong_mixes),
    "record-outside-doses": Row("ruth", "started_session", given_by_the_dentist,
        reads=OutsideForm, wrong=wrong_doses),
    "discard-mix": Row("ruth", "mix", thrown_away, reads=DiscardMixForm,
        wrong=each(reason=["", "  "])),
    "sign-session": Row("ruth", "written_session", just(password=PASSWORD),
        wrong=each(password=["wrong", PASSWORD + " ", " "])),
    "void-record": Row("ruth", "given_session", just(reason="Wrong patient", password=PASSWORD),
        wrong=each(reason=["", " \n "], password=["wrong"])),
    "co-sign": Row("everybody", "given_session", just(password=EVERYBODYS_PASSWORD),
        wrong=each(password=["wrong", PASSWORD])),
    "drop-session": Row("ruth", "session", just(reason="The patient travels"),
        wrong=each(reason=["", "  "])),
    "add-addendum": Row("ruth", "given_session", just(text="The patient called at six."),
        wrong=each(text=["", " \n "])),
    # what comes after
    "record-baseline": Row("ruth", "running", just(**{"score-nrs_pain": "7"}), wrong=each(
        **{"score-nrs_pain": ["11", "", "6.55"]},
    )),
    "add-follow-up": Row("ruth", "given_plan", just(target_on="2026-12-20"),
        ahead=frozenset({"target_on"})),
    "record-follow-up": Row("ruth", "follow_up", just(decision="continue"), wrong=each(
        decision=[""], **{"score-nrs_pain": ["11", "-1"]},
    )),
    "log-check-call": Row("ben", "call", just(said=["nothing"]), wrong=lambda clinic: [
        {"said": []}, {"said": ["infection"]}, {"said": ["rising_pain"], "words": " "},
        {"said": ["nothing", "calf"], "words": "My calf is thick"},
    ]),
    "miss-check-call": Row("ben", "call", lambda clinic: {"revision": clinic.call.revision},
        reads=MissedCallForm, by_message=True),
    "triage-check-call": Row("ruth", "worry", just(decision="today", note="Come in today"),
        wrong=each(note=["", " "], decision=["", "home"]), undrawn=frozenset({"opens_event"})),
    "review-plan": Row("ruth", "given_plan", just(decision="continue", note="Sleeps better"),
        wrong=each(decision=[""], note=[" "], **{"score-nrs_pain": ["11", "-1"]})),
    # adverse events
    "report-adverse-event": Row("ruth", "anna", just(
        kind="swelling", severity="2", description="The knee is thick",
    ), ahead=frozenset({"next_look_on"}), wrong=each(
        kind=[""], severity=["", "0", "6"], outcome=["", "recovered"], onset_on=["", "1968-04-11"],
        next_look_on=["", "2026-12-03"], description=[" "],
    )),
    "follow-adverse-event": Row("ruth", "event", just(text="Less thick"),
        ahead=frozenset({"next_look_on"}),
        wrong=each(text=[" "], severity=["6"], kind=["hiccups"])),
    "close-adverse-event": Row("ruth", "event", just(
        outcome="recovered", closing_note="Gone by itself",
    ), wrong=each(outcome=["", "ongoing"], closing_note=[" "])),
    # stock
    "add-product": Row("ruth", fill=just(
        name="Procaine 1 %, 50 mL", substance_1="procaine", pct_1="1", container_ml="50",
        dose="multi",
    ), wrong=lambda clinic: [
        {"name": "  "}, {"name": "Dextrose 50 %"}, {"pct_1": "10"}, {"pct_1": "0"},
        {"substance_1": ""}, {"substance_2": "procaine"}, {"container_ml": "0"},
        {"is_diluent": "on"}, {"allergens": ["peanut"]},
    ]),
    "add-lot": Row("ines", "p2g", just(number="P-9", expires_on="2027-06-30", pct_phenol="2.5"),
        ahead=frozenset({"expires_on"}), wrong=each(
            number=["P-1", "p-1", "  ", "9" * 41], pct_phenol=["0", "25"],
            expires_on=["", "2062-06-30"],
        )),
    "correct-lot": Row("ruth", "lot", ahead=frozenset({"expires_on"}),
        anywhere=frozenset({"expires_on"}), wrong=each(
            number=["P-2", "  "], pct_phenol=["0", "25"], expires_on=["2062-06-30"],
        )),
    "recall-lot": Row("ruth", "lot", just(reason="Particles in the solution"),
        wrong=each(reason=["bad", " " * 9])),
    "lift-recall": Row("ines", "recalled_lot", lambda clinic: {
        "revision": clinic.recalled_lot.revision,
    }, reads=ButtonForm, by_message=True),
    "use-up-lot": Row("ruth", "lot"),
    "put-back-lot": Row("ruth", "used_up_lot"),
    "retire-product": Row("ruth", "p2g", lambda clinic: {"revision": clinic.p2g.revision},
        reads=ButtonForm, by_message=True),
    "bring-back-product": Row("ines", "retired_product", lambda clinic: {
        "revision": clinic.retired_product.revision,
    }, reads=ButtonForm, by_message=True),
    "discard-vial": Row("ruth", "vial"),
    # the book
    "book-visit": Row("ben", "anna", at_nine, wrong=wrong_offers,
        undrawn=frozenset({"revision", "outside_window_reason", "overbooked_reason"})),
    "book-session": Row("ben", "session", at_nine, wrong=wrong_offers,
        undrawn=frozenset({"revision", "outside_window_reason", "overbooked_reason"})),
    "book-course": Row("ben", "running", wrong=wrong_course),
    "book-follow-up": Row("ben", "follow_up", at_nine, wrong=wrong_offers,
        undrawn=frozenset({"revision", "outside_window_reason", "overbooked_reason"})),
    "move-appointment": Row("ben", "monday_visit", lambda clinic: at_nine(clinic) | {
        "revision": clinic.monday_visit.revision,
    }, wrong=lambda clinic: [
        change for change in wrong_offers(clinic) if not change["offer"].startswith(
            offer(9, clinic.room, clinic.ruth)  # its own time
        )
    ] + [{"also": text} for text in ("x", "1_1", "0_1_2", "9" * 40)], undrawn=frozenset(
        {"outside_window_reason", "overbooked_reason", "leave_later", "also"})),
    "move-stranded": Row("ben", fill=lambda clinic: {
        f"move-{clinic.monday_visit.pk}": to_ten(clinic),
    }, reads=ReplacementsForm, by_message=True, wrong=lambda clinic: [
        {f"move-{clinic.monday_visit.pk}": text}
        for text in ("", "x", "1", to_ten(clinic)[2:], to_ten(clinic).replace("12-07", "02-31"),
                     f"99{to_ten(clinic)}", "\x00", "9" * 200)
    ]),
    "add-absence": Row("ben", fill=lambda clinic: {
        "practitioner": clinic.ruth.pk, "first_day": "2026-12-24", "last_day": "2026-12-26",
        "reason": "ill",
    }, anywhere=frozenset({"first_day", "last_day"}), wrong=lambda clinic: [
        {"last_day": "2026-12-23"},
        {"practitioner": clinic.ben.pk},
        {"starts": "09:00"}, {"ends": "09:00"},
        {"starts": "09:00", "ends": "12:00"},  # of several days
    ]),
    "remove-absence": Row("ben", "absence"),
    "cancel-appointment": Row("ben", "monday_visit", just(
        cancelled_by="patient", code="ill", reason="Flu",
    )),
    "change-appointment-state": Row("ben", "visit", lambda clinic: {
        "step": f"arrived.{clinic.visit.revision}", "back": "board",
    }, reads=StateForm, by_message=True, wrong=each(
        step=["", "arrived", "done.1", "lost.1", "booked.1", "arrived.0", "arrived.99"],
        back=["https://elsewhere.example/"],
    )),
    "correct-appointment": Row("ben", "missed_visit", just(
        state="booked", why="Another reason", words="The phone rang",
    ), wrong=each(state=["", "done", "no_show"], why=["", "Nothing"], words=[""])),
    # what patients are told
    "mark-messages-told": Row("ben", fill=lambda clinic: {
        "message": [clinic.call_to_make.pk], "back": "call",
    }, reads=MessagesForm, by_message=True, wrong=each(message=["0", "9" * 30, "-1", "1.0"])),
    "send-messages-again": Row("ben", fill=lambda clinic: {
        "message": [clinic.lost_mail.pk], "back": "failed",
    }, reads=MessagesForm, by_message=True, wrong=lambda clinic: [
        {"message": [clinic.call_to_make.pk]},
    ]),
    "revoke-calendar-feed": Row("ruth", by_message=True),
    # who waits for a time
    "wait-for-visit": Row("ben", "anna", WAITS, anywhere=WAITING_DAYS, wrong=wrong_waits),
    "wait-for-session": Row("ben", "session", WAITS, anywhere=WAITING_DAYS, wrong=wrong_waits),
    "wait-for-follow-up": Row("ben", "follow_up", WAITS, anywhere=WAITING_DAYS,
        wrong=wrong_waits),
    "change-waiting": Row("ben", "entry", WAITS, anywhere=WAITING_DAYS, wrong=wrong_waits,
        undrawn=frozenset({"because"})),
    "stop-waiting": Row("ben", "entry", lambda clinic: {
        "because": "not_wanted", "revision": clinic.entry.revision,
    }, reads=StopWaitingForm, by_message=True, wrong=each(because=["", "booked", "tired"])),
    # administration
    "add-site": Row("ines", fill=just(name="River Walk", time_zone="America/Chicago"),
        wrong=each(name=["Main Street", "  "], time_zone=["Mars/Olympus"])),
    "edit-site": Row("ines", "site", wrong=each(name=["Hill Road"], time_zone=["Europe/Berlin"])),
    "add-room": Row("ines", "site", just(name="Room 3"), wrong=each(name=["Room 1"])),
    "edit-room": Row("ines", "spare_room", wrong=each(name=["Room 1"])),
    "add-hours": Row("ines", fill=lambda clinic: UNTIL_FIVE | {
        "practitioner": clinic.mallory.pk, "site": clinic.site.pk, "weekday": "6",
    }, anywhere=frozenset({"first_day", "last_day"}), wrong=lambda clinic: [
        {"starts": "17:00", "ends": "09:00"},
        {"starts": "09:00", "ends": "09:00"},
        {"practitioner": clinic.ben.pk},
        {"practitioner": clinic.ruth.pk, "weekday": "1"},
        {"weekday": "0"}, {"weekday": "8"}, {"weekday": "Monday"},
    ]),
    "remove-hours": Row("ines", "hours"),
    "add-closure": Row("ines", fill=lambda clinic: {
        "site": clinic.site.pk, "practitioner": "", "first_day": "2026-12-24",
        "last_day": "2026-12-26", "reason": "Holidays",
    }, anywhere=frozenset({"first_day", "last_day"}), wrong=lambda clinic: [
        {"last_day": "2026-12-23"},
        {"practitioner": clinic.ruth.pk},
        {"site": ""},
    ]),
    "remove-closure": Row("ines", "closure"),
    "edit-hours": Row("ines", "hours", anywhere=frozenset(
        {"first_day", "last_day"}), wrong=lambda clinic: [
        {"starts": "17:00", "ends": "09:00"},
        {"weekday": "2"},  # where the next stretch is
        {"weekday": "8"},
        {"first_day": "2027-01-04", "last_day": "2027-01-03"},
    ]),
    "begin-schedule": Row("ines", "mallory", just(first_day="2027-01-04"),
        anywhere=frozenset({"first_day"}), wrong=each(first_day=["", "1066-10-14", "soon"])),
    "add-holidays": Row("ines", "site", just(days=["2027-01-01"]),
        wrong=each(days=[[], ["2027-01-02"], ["soon"]]), undrawn=frozenset({"days"})),
    "edit-visit-type": Row("ines", "visit_type", wrong=each(
        treat=["4", "241", "x"], prepare=["-1", "121"], observe=["241"], clean_up=[""],
        name=["  "],
    )),
    "add-staff": Row("ines", fill=just(
        full_name="Maya Stone", roles=["physician"], email="maya@clinic.example",
    ), wrong=each(
        email=["ben.castillo@clinic.example", "BEN.castillo@clinic.example", "nobody"],
        roles=[[], ["owner"]],
    )),
    "edit-staff": Row("ines", "ben", wrong=each(roles=[[], ["owner"]], full_name=["  "])),
    "mark-reviewed": Row("ines", "exported", just(comment="For her insurer; she signed for it"),
        kind="exports"),
    "make-link": Row("ines", "ben", reads=LinkForm),
    "sign-out-member": Row("ines", "ben", reads=forms.Form),
    # what other clinics sent
    "receive-referral": Row("ben", fill=referrals.a_file),
    "take-upload": Row("ben", "upload"),
    "discard-upload": Row("ben", "upload"),
    "match-referral": Row("ben", "unmatched", just(whose="new"), wrong=each(
        whose=["", "other", "77", "-1"],
    ), undrawn=frozenset({"record_number"})),  # of the form that only looks somebody up
    "register-referred": Row("ben", "unmatched", just(
        given_name="Rita", family_name="Moss", birth_date="1960-02-03", sex="female",
    ), wrong=each(
        birth_date=["", "1960-02", "1857-01-01"], given_name=["?"], sex=["M"],
    )),
    "refuse-referral": Row("ben", "unmatched"),
    "reopen-referral": Row("ben", "set_aside"),
    "return-referral": Row("ben", "referral", referrals.how_one_knows, wrong=each(
        reason=["", "  "], seen=["", "x", "0" * 64],
    )),
    "accept-entries": Row("ruth", "referred", referrals.the_entry, reads=EntriesForm,
        wrong=each(entries=[[], ["problem.1"], ["x.1.1"], ["problem.1.1", "allergy.9.9"]])),
    "decline-entries": Row("ruth", "referred", referrals.the_entry, reads=EntriesForm,
        wrong=each(entries=[[], ["problem.1"]], reason=["", "  "])),
    "accept-all-entries": Row("ruth", "referred", referrals.all_entries, reads=AllEntriesForm,
        by_message=True, wrong=each(fingerprint=["", "x", "0" * 64])),
    # the account
    "account_change_password": Row("ruth", fill=just(
        oldpassword=PASSWORD, password1="winter kettle harbor", password2="winter kettle harbor",
    ), once=False, wrong=each(
        oldpassword=["wrong"], password1=["short"], password2=["another one"],
    )),
}  # fmt: skip

# These only look something up: whatever is typed, they answer and save nothing.
LOOKUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "patients": ("ben", ("q",)),
    "use-protocol": ("ruth", ("q",)),
    "step-course": ("ben", ("step", "session-1", "to_be_agreed")),
    "check-mix": ("ruth", ("total_ml", "strengths-TOTAL_FORMS", "strengths-0-pct", "fill")),
    "duplicate-hint": ("ben", ("given_name", "family_name", "birth_date")),
    "medication-lookup": ("ruth", ("name",)),
    "look-up-match": ("ben", ("record_number", "looked_up")),
    "find-log-patient": ("ines", ("record_number",)),
    "icd10-lookup": ("ruth", ("display", "code", "text_field", "code_field")),
}
# They answer a sending with what is shown this once, or with a file, and do not lead on:
# tests/scheduling/test_my_calendar.py, tests/records/fhir_export/test_export_fhir.py.
SHOWN_ONCE = {"make-calendar-feed", "export-fhir"}
# One's own account, much of it allauth's; what it asks is tried below and in tests/staff/accounts.
ACCOUNT = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "choose-password",
    "end-other-sessions",
    "end-session",
    "held-form",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "stay-signed-in",
    "unlock",
}
