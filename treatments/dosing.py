"""The anesthetic of one day: every dose, from every site, batch, session and other clinic, summed.

The limit applies to the volume that is injected; how much was made does not matter here. It is the
one of `patients.rules.doses` (rule R39), or that of the label where the vial holds epinephrine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from patients.rules.doses import Share, agent_of, limit_mg, percent
from patients.rules.policy import Policy
from patients.rules.text import day as on_day
from patients.rules.text import listed, number
from treatments.cautions import Caution, refuse, warn
from treatments.library import plain
from treatments.mixture import Mix, capital

# Label of lidocaine with epinephrine. No other agent is given more for it.
EPINEPHRINE_MG_PER_KG = Decimal(7)
EPINEPHRINE_MOST_MG = Decimal(500)

MOST_KG = Decimal(300)
# Strengths that people prepare; an offer is one of these.
_USUAL_PCT = tuple(
    Decimal(thousandths) / 1000
    for thousandths in (2000, 1500, 1000, 750, 500, 400, 300, 250, 200, 150, 100, 75, 50, 25)
)
_SYRINGE_ML = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """Milligrams of one agent; `where` is what people read: "mix A", "elsewhere at 9:30 am"."""

    agent: str
    mg: Decimal
    where: str
    with_epinephrine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """All doses of a day against the maximum of this patient; `shares` are in the same order."""

    doses: tuple[Dose, ...]
    shares: tuple[Share, ...]
    weight_kg: Decimal
    reduced: bool

    @property
    def used(self) -> Decimal:
        """1 at the maximum."""
        return sum((share.used for share in self.shares), Decimal(0))

    @property
    def used_pct(self) -> str:
        """ "6.7 %"; above the maximum it never reads as 100 %."""
        return percent(self.used)

    @property
    def lines(self) -> tuple[str, ...]:
        """Each dose in words: "Mix A: lidocaine 20 mg of 300 mg, 6.7 %"."""
        return tuple(
            f"{capital(dose.where)}: {dose.agent} {shown_mg(dose.mg)} mg of "
            f"{shown_mg(share.limit_mg)} mg, {percent(share.used)}"
            for dose, share in zip(self.doses, self.shares, strict=True)
        )


def shown_mg(mg: Decimal) -> str:
    return plain(mg.quantize(Decimal("0.01"), ROUND_HALF_UP))


def doses_in(
    mix: Mix, *, injected_ml: Decimal, where: str, with_epinephrine: bool = False
) -> tuple[Dose, ...]:
    """The anesthetics in that part of a mix which is injected."""
    return tuple(
        Dose(
            agent=agent,
            mg=mix.milligrams(component, injected_ml),
            where=where,
            with_epinephrine=with_epinephrine,
        )
        for component in mix.components
        if (agent := agent_of(component.replace("_", " ")))
    )


def most_mg(dose: Dose, weight_kg: Decimal, policy: Policy, *, reduced: bool) -> Decimal | None:
    """The most of this agent in a day; None for one without a limit on file."""
    if dose.with_epinephrine and dose.agent == "lidocaine":
        most = min(EPINEPHRINE_MG_PER_KG * weight_kg, EPINEPHRINE_MOST_MG)
        return most * policy.reduced_dose_factor if reduced else most
    return limit_mg(dose.agent, weight_kg, policy, reduced=reduced)


def wrong_weight(
    weight_kg: Decimal | None, measured_on: date | None, *, today: date, policy: Policy
) -> Caution | None:
    """Why no dose can be reckoned with this weight; None where it can."""
    todo = "Measure the weight and enter it."
    if weight_kg is None or measured_on is None:
        problem = "No weight is on file."
    elif not weight_kg.is_finite() or not 0 < weight_kg <= MOST_KG:
        problem = f"A weight of {plain(weight_kg)} kg is not possible."
    elif (today - measured_on).days > policy.weight_max_age_days:
        problem = (
            f"The weight of {number(weight_kg)} kg was measured on {on_day(measured_on)}, more "
            f"than {policy.weight_max_age_days} days ago."
        )
    else:
        return None
    return refuse(
        "weight",
        "weight",
        f"{problem} Without a recent weight the anesthetic cannot be checked.",
        source="R46",
        offer=todo,
    )


def day_of(doses: Sequence[Dose], *, weight_kg: Decimal, policy: Policy, reduced: bool) -> Day:
    """Raises ValueError for an agent without a limit; see `without_limit`."""
    shares = []
    for dose in doses:
        most = most_mg(dose, weight_kg, policy, reduced=reduced)
        if most is None:
            raise ValueError(f"no limit on file for {dose.agent}")
        shares.append(Share(dose.agent, dose.mg, most))
    return Day(doses=tuple(doses), shares=tuple(shares), weight_kg=weight_kg, reduced=reduced)


def without_limit(doses: Sequence[Dose], policy: Policy) -> Iterator[Caution]:
    """Refusals of agents whose maximum nobody knows."""
    agents = dict.fromkeys(dose.agent for dose in doses)
    for agent in agents:
        if limit_mg(agent, Decimal(70), policy, reduced=False) is None:
            yield refuse(
                f"no_limit:{agent}"[:80],
                agent,
                f"No maximum is on file for {agent}.",
                source="R39",
                offer="Choose an anesthetic whose maximum is known.",
            )


def judge(
    before: Day, after: Day, policy: Policy, *, mix: Mix, injected_ml: Decimal
) -> Caution | None:
    """What there is to say about the doses `after` a mix is injected beside those `before` it.

    Above the maximum it is refused with what would fit; from the clinic's share of it on, the
    physician acknowledges it. A mix that holds no anesthetic is not to blame for the others.
    """
    if len(after.doses) == len(before.doses):
        return None
    together = "Together" if len(after.doses) > 1 else "That is"
    words = (
        f"{'; '.join(after.lines)}. {together} {after.used_pct} of the maximum for "
        f"{number(after.weight_kg)} kg{', lowered by rule R40' if after.reduced else ''}."
    )
    field = after.doses[-1].agent
    if after.used > 1:
        offer = " ".join(_what_fits(before, after, mix, injected_ml))
        return refuse(
            "dose", field, f"Too much local anesthetic. {words}", source="R39", offer=offer
        )
    used = after.used * 100
    if used >= policy.dose_warning_pct:
        code = f"dose:{used.quantize(Decimal(1), ROUND_FLOOR)}"
        return warn(code, field, f"Much local anesthetic. {words}")
    return None


def _what_fits(before: Day, after: Day, mix: Mix, injected_ml: Decimal) -> Iterator[str]:
    """A strength and a volume that stay within the maximum, with what each comes to."""
    room, own = 1 - before.used, after.used - before.used
    if room <= 0:
        yield "The maximum of the day is used up: mix without local anesthetic."
        return
    factor = room / own
    agents = {dose.agent for dose in after.doses[len(before.doses) :]}
    component = next((name for name in mix.components if name in agents), "")
    if len(agents) == 1 and component:
        pct = mix.pct(component)
        usual = next((one for one in _USUAL_PCT if one <= pct * factor), None)
        if usual is not None:
            mg = usual * injected_ml * 10
            used = before.used + own * usual / pct
            yield (
                f"At {plain(usual)} % the {plain(injected_ml)} mL hold {shown_mg(mg)} mg of "
                f"{component}, {percent(used)} of the maximum."
            )
    fits = fitting_ml(before, after, injected_ml)
    if fits > 0:
        used = before.used + own * fits / injected_ml
        strength = listed(
            [
                f"{name} {plain(mix.pct(name).quantize(Decimal('0.001')))} %"
                for name in mix.components
                if name in agents
            ]
        )
        yield f"Of {strength} at most {plain(fits)} mL can be injected, {percent(used)}."


def fitting_ml(before: Day, after: Day, injected_ml: Decimal) -> Decimal:
    """The most of the mix, in tenths of a milliliter, that the maximum of the day admits."""
    room, own = 1 - before.used, after.used - before.used
    if room <= 0 or own <= 0:
        return Decimal(0)
    tenths = (injected_ml * room / own / _SYRINGE_ML).quantize(Decimal(1), ROUND_DOWN)
    return min(tenths * _SYRINGE_ML, injected_ml)
