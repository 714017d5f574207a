"""What the rules about the visit answer: doses, vital signs, readiness, the session before."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from patients.rules.facts import ConsentFact, DoseFact, EventFact, Moment, PlanContext, SiteFact
from tests.patients.rules.people import (
    ANA,
    NO,
    TODAY,
    UNKNOWN,
    YES,
    ago,
    ana,
    answering,
    diabetic,
    planned,
    with_problem,
    with_result,
    without_result,
)

BEFORE = ana(moment=Moment.PLAN)
WEIGHTLESS = without_result("weight")
HEALTHY = PlanContext(
    sites=(SiteFact(region="knee", side="left"),),
    components=frozenset({"dextrose"}),
    given=1,
    earliest_on=TODAY,
    consent=ConsentFact(signed_on=ago(20)),
)


def on_plan(base=ANA, **changes):
    return replace(base, plan=replace(HEALTHY, **changes))


def consented(*, days=20, on=None, base=ANA, **fields):
    signed = on or ago(days)
    return on_plan(base, consent=ConsentFact(signed_on=signed, **fields))


def weighing(kg, days=0, base=WEIGHTLESS):
    return with_result("weight", kg, ago(days), base)


def numbed(*doses, base=ANA, components=()):
    """A plan with these doses, `("lidocaine", "20")` each; None for a figure that is missing."""
    facts = [DoseFact(agent=a, mg=None if mg is None else Decimal(mg)) for a, mg in doses]
    named = frozenset({"dextrose", *(agent for agent, _ in doses), *components})
    return on_plan(base, doses=tuple(facts), components=named)


def pressure(upper, lower, days=0, base=None, order=0):
    base = without_result("bp_systolic", "bp_diastolic") if base is None else base
    first = with_result("bp_systolic", upper, ago(days), base, order)
    return with_result("bp_diastolic", lower, ago(days), first, order)


def before(facts):
    return replace(facts, moment=Moment.PLAN)


def tall_and_heavy(cm, kg):
    return with_result("height", cm, base=weighing(kg, base=without_result("weight", "height")))


def after(*events, **answers):
    return answering(on_plan(events=events), **answers)


def unasked_and_born(born):
    return answering(replace(BEFORE, birth_date=born), breastfeeding=None)


def several(kind, base, values):
    for value, order in values:
        base = with_result(kind, value, base=base, order=order)
    return base


def glucose(*values):
    return several("glucose", diabetic(), values)


def hba1c_today(*values):
    return several("hba1c", diabetic(), values)


def counted(*platelets):
    return several("platelets", ANA, [(value, 0) for value in platelets])


RASH = EventFact(what="Rash on both arms", noted_on=ago(12))
COLLAPSE = EventFact(what="Collapse with low pulse", noted_on=ago(12), serious=True)
OLD = ana(birth_date=date(1955, 11, 21))  # 71 today
# 10 years and male: two who are not asked.
CHILD = ana(birth_date=date(2016, 11, 22))

CASES = [
    # Of the values of one day the last counts; the worst, where their order is not known.
    ("R03", "clear", glucose(("300", 1), ("200", 2))),
    ("R03", "fires", glucose(("200", 1), ("300", 2))),
    ("R03", "clear", glucose(("200", 2), ("300", 1))),
    ("R03", "fires", glucose(("300", 0), ("200", 0))),
    ("R03", "fires", glucose(("300", 1), ("200", 0))),
    ("R01", "clear", hba1c_today(("8.4", 1), ("7.0", 2))),
    ("R01", "fires", hba1c_today(("8.4", 0), ("7.0", 2))),
    ("R10", "fires", counted("15", "150")),
    ("R10", "fires", counted("150", "15")),
    ("R23", "fires", answering(BEFORE, breastfeeding=YES)),
    ("R23", "clear", BEFORE),
    ("R23", "unknown", answering(BEFORE, breastfeeding=UNKNOWN)),
    ("R23", "unknown", answering(BEFORE, breastfeeding=None)),
    ("R23", "clear", answering(ANA, breastfeeding=None)),  # not asked on the day
    ("R23", "fires", answering(ANA, breastfeeding=YES)),  # but heard
    ("R23", "clear", answering(replace(BEFORE, sex="male"), breastfeeding=None)),
    ("R23", "clear", answering(before(CHILD), breastfeeding=None)),
    ("R23", "unknown", answering(replace(BEFORE, birth_date=None), breastfeeding=None)),
    ("R23", "unknown", unasked_and_born(date(2016, 11, 21))),  # 10 today
    ("R23", "unknown", unasked_and_born(date(1965, 11, 22))),  # 60
    ("R23", "clear", unasked_and_born(date(1965, 11, 21))),  # 61 today
    ("R34", "fires", answering(wants_treatment=NO)),
    ("R34", "clear", answering(wants_treatment=YES)),
    ("R34", "clear", BEFORE),
    ("R34", "unknown", answering(wants_treatment=UNKNOWN)),
    ("R34", "unknown", answering(BEFORE, wants_treatment=None)),
    ("R35", "clear", consented()),
    ("R35", "clear", ANA),  # no plan yet
    ("R35", "fires", on_plan(consent=None)),
    ("R35", "clear", before(on_plan(consent=None))),
    ("R35", "fires", consented(withdrawn=True)),
    ("R35", "clear", before(consented(withdrawn=True))),
    ("R35", "clear", consented(on=date(2025, 11, 22))),
    ("R35", "clear", consented(on=date(2025, 11, 21))),  # the last day
    ("R35", "fires", consented(on=date(2025, 11, 20))),
    ("R35", "clear", consented(days=0)),
    ("R35", "fires", consented(days=-1)),  # signed tomorrow
    ("R35", "fires", consented(uncovered=("right knee",))),
    ("R37", "fires", answering(BEFORE, fainting=YES)),
    ("R37", "clear", BEFORE),
    ("R37", "unknown", answering(BEFORE, fainting=UNKNOWN)),
    ("R37", "unknown", answering(BEFORE, fainting=None)),
    ("R37", "clear", answering(ANA, fainting=None)),
    ("R38", "clear", pressure("179", "109")),
    ("R38", "fires", pressure("180", "109")),
    ("R38", "fires", pressure("179", "110")),
    ("R38", "fires", pressure("181", "111")),
    ("R38", "unknown", without_result("bp_systolic", "bp_diastolic")),
    ("R38", "unknown", without_result("bp_diastolic")),
    ("R38", "fires", with_result("bp_systolic", "190", base=without_result("bp_diastolic"))),
    ("R38", "unknown", pressure("120", "80", 1)),  # yesterday's does not count today
    ("R38", "unknown", pressure("190", "80", 1)),
    ("R38", "clear", before(pressure("120", "80", 1))),
    ("R38", "clear", before(pressure("120", "80", 90))),
    ("R38", "unknown", before(pressure("120", "80", 91))),
    ("R38", "fires", before(pressure("185", "80", 90))),
    ("R38", "unknown", before(pressure("185", "80", 91))),
    ("R38", "unknown", before(without_result("bp_systolic", "bp_diastolic"))),
    # A repeat below the limit clears it, if it is known which of the two was the repeat.
    ("R38", "clear", pressure("150", "90", base=pressure("190", "115", order=1), order=2)),
    ("R38", "fires", pressure("190", "115", base=pressure("150", "90", order=1), order=2)),
    ("R38", "fires", pressure("150", "90", base=pressure("190", "115"))),
    ("R38", "fires", pressure("150", "90", base=pressure("190", "115"), order=2)),
    ("R39", "clear", ANA),  # judged with the plan
    ("R39", "clear", planned("dextrose")),
    ("R39", "clear", numbed(("lidocaine", "300"), base=ana(birth_date=date(1955, 11, 22)))),  # 70
    ("R39", "clear", numbed(("bupivacaine", "175"), base=weighing("100"))),
    ("R39", "fires", numbed(("bupivacaine", "175.1"), base=weighing("100"))),
    ("R39", "clear", numbed(("ropivacaine", "100"), base=weighing("50"))),
    ("R39", "fires", numbed(("ropivacaine", "100.1"), base=weighing("50"))),
    ("R39", "clear", numbed(("ropivacaine", "200"), base=weighing("120"))),
    ("R39", "fires", numbed(("ropivacaine", "200.1"), base=weighing("120"))),
    ("R39", "clear", numbed(("mepivacaine", "220"), base=weighing("50"))),
    ("R39", "fires", numbed(("mepivacaine", "220.1"), base=weighing("50"))),
    ("R39", "clear", numbed(("procaine", "300"), base=weighing("50"))),
    ("R39", "fires", numbed(("procaine", "300.1"), base=weighing("50"))),
    ("R39", "clear", numbed(("lidocaine", "300"))),  # 68 kg: the cap of 300 mg counts
    ("R39", "clear", numbed(("lidocaine", "299.9"))),
    ("R39", "fires", numbed(("lidocaine", "300.1"))),
    ("R39", "clear", numbed(("lidocaine", "225"), base=weighing("50"))),
    ("R39", "fires", numbed(("lidocaine", "225.1"), base=weighing("50"))),
    ("R39", "fires", numbed(("lidocaine", "157.2"), base=weighing("49.9"))),  # 70 % of 224.55
    ("R39", "clear", numbed(("lidocaine", "157.1"), base=weighing("49.9"))),
    ("R39", "clear", numbed(("lidocaine", "210"), base=OLD)),
    ("R39", "fires", numbed(("lidocaine", "210.1"), base=OLD)),
    ("R39", "fires", numbed(("lidocaine", "210.1"), base=with_problem("Cirrhosis of liver"))),
    ("R39", "clear", numbed(("lidocaine", "150"), ("bupivacaine", "68"))),  # a half each
    ("R39", "fires", numbed(("lidocaine", "150"), ("bupivacaine", "68.1"))),
    ("R39", "fires", numbed(("lidocaine", "200"), ("lidocaine", "101"))),
    ("R39", "fires", numbed(("lidocaine", "301"), ("bupivacaine", None))),
    ("R39", "unknown", numbed(("lidocaine", None))),
    ("R39", "unknown", numbed(("lidocaine", "20"), ("lidocaine", None))),
    ("R39", "unknown", numbed(("lidocaine", "20"), components=["ropivacaine"])),
    ("R39", "unknown", numbed(("lidocaine", "-20"))),
    ("R39", "unknown", numbed(("tetracaine", "5"))),  # no maximum on file
    ("R39", "unknown", planned("dextrose", "lidocaine")),
    ("R39", "unknown", numbed(("lidocaine", "20"), base=WEIGHTLESS)),
    ("R39", "clear", numbed(("lidocaine", "20"), base=weighing("68", 90))),
    ("R39", "unknown", numbed(("lidocaine", "20"), base=weighing("68", 91))),
    ("R40", "fires", OLD),
    ("R40", "clear", ana(birth_date=date(1955, 11, 22))),  # 70
    ("R40", "fires", weighing("49.9")),
    ("R40", "clear", weighing("50")),
    ("R40", "fires", weighing("49.9", base=weighing("60"))),  # which is later is not known
    ("R40", "clear", with_result("weight", "60", base=weighing("0"))),
    ("R40", "fires", with_problem("Chronic kidney disease stage 3")),
    ("R42", "clear", on_plan(earliest_on=TODAY)),
    ("R42", "clear", on_plan(earliest_on=ago(1))),
    ("R42", "fires", on_plan(earliest_on=ago(-1))),
    ("R42", "clear", before(on_plan(earliest_on=ago(-1)))),
    ("R42", "clear", on_plan(given=0, earliest_on=None)),
    ("R42", "unknown", on_plan(given=1, earliest_on=None)),
    ("R42", "clear", ANA),
    ("R43", "clear", ANA),
    ("R43", "clear", after()),
    ("R43", "fires", after(RASH)),
    ("R43", "fires", after(COLLAPSE)),
    ("R43", "fires", after(reaction_last_time=YES)),
    ("R43", "unknown", after(reaction_last_time=UNKNOWN)),
    ("R43", "unknown", after(reaction_last_time=None)),
    ("R43", "clear", answering(on_plan(given=0), reaction_last_time=None)),
    ("R43", "fires", before(after(RASH))),
    ("R43", "clear", before(after(reaction_last_time=None))),
    ("R44", "clear", tall_and_heavy("160", "102.39")),
    ("R44", "clear", tall_and_heavy("160", "102.4")),  # 40 exactly
    ("R44", "fires", tall_and_heavy("160", "102.41")),
    ("R44", "unknown", before(WEIGHTLESS)),
    ("R44", "clear", before(with_result("bmi", "40", base=WEIGHTLESS))),
    ("R44", "fires", before(with_result("bmi", "40.01", base=WEIGHTLESS))),
    ("R44", "clear", with_result("bmi", "41", ago(9), tall_and_heavy("160", "102"))),
    ("R44", "unknown", before(without_result("height"))),
    ("R44", "unknown", before(with_result("height", "1.65", base=without_result("height")))),
    ("R44", "clear", without_result("height")),  # asked before the plan only
    ("R46", "clear", weighing("68")),
    ("R46", "unknown", WEIGHTLESS),
    ("R46", "clear", weighing("68", 90)),
    ("R46", "clear", weighing("68", 89)),
    ("R46", "unknown", weighing("68", 91)),
    ("R46", "unknown", weighing("68", -1)),  # dated tomorrow
    ("R46", "unknown", weighing("0")),
    ("R46", "unknown", weighing("-1")),
    ("R46", "clear", weighing("300")),
    ("R46", "unknown", weighing("300.01")),
    ("R46", "fires", planned("dextrose", "lidocaine", base=WEIGHTLESS)),
    ("R46", "fires", planned("dextrose", "lidocaine", base=weighing("68", 91))),
    ("R46", "clear", planned("dextrose", "lidocaine", base=weighing("68", 90))),
    ("R46", "fires", numbed(("procaine", "20"), base=WEIGHTLESS)),
    ("R46", "clear", planned("dextrose", base=WEIGHTLESS)),
    ("R48", "fires", answering(sedation_without_escort=YES)),
    ("R48", "clear", answering(sedation_without_escort=NO)),
    ("R48", "unknown", answering(sedation_without_escort=UNKNOWN)),
    ("R48", "unknown", answering(sedation_without_escort=None)),
    ("R48", "clear", answering(BEFORE, sedation_without_escort=None)),
    ("R51", "fires", answering(components_checked=NO)),
    ("R51", "clear", answering(components_checked=YES)),
    ("R51", "unknown", answering(components_checked=UNKNOWN)),
    ("R51", "unknown", answering(components_checked=None)),
    ("R51", "clear", answering(BEFORE, components_checked=None)),
]

# What a rule of the visit can never answer, and why.
NEVER = {
    ("R35", "unknown"): "a consent that is not on file is missing, which fires",
    ("R40", "unknown"): "a missing weight is the matter of R46",
}

# rule, about whom, tier and override where they differ from the row
MILDER_OR_STRICTER = [
    ("R43", after(RASH), "relative", "physician"),
    ("R43", after(reaction_last_time=YES), "relative", "physician"),
    ("R43", after(COLLAPSE), "absolute", "none"),
    ("R43", after(RASH, COLLAPSE), "absolute", "none"),
]
