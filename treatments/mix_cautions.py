"""What a mix itself gives reason to say: strengths, pairs, agents, and where it may not go.

Pure: what is on the shelf, in the chart and of the day is `treatments.mix_checks`' matter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from treatments import anatomy, compatibility
from treatments.cautions import Caution, refuse, warn
from treatments.library import plain
from treatments.limits import DEFAULT_POLICY, Asked, Level, LimitPolicy, check_target
from treatments.mixture import Mix, capital, label, shown
from treatments.volumes import REFUSE_MISS, WARN_MISS, not_mixed, not_mixed_message

TWO_ANAESTHETICS = "label of lidocaine with epinephrine (Pfizer)"
EPINEPHRINE = "epinephrine"
# End arteries: what closes them there leaves the tissue without blood. Ear, nose and penis are no
# regions of ours.
NO_EPINEPHRINE_REGIONS = frozenset({"hand", "foot"})

_SPINE_REGIONS = frozenset({"neck", "thoracic", "low_back", "sacroiliac"})
_CANAL_WORDS = ("epidural", "caudal", "canal", "intrathecal", "foramin", "transforamin", "thecal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One place that the mix is for. `structure` is a code of the catalogue or free text."""

    region: str
    route: str
    structure: str = ""

    @property
    def effective_route(self) -> str:
        """A nerve is reached around it and a joint inside it, whatever route was ticked."""
        known = anatomy.STRUCTURES.get(self.structure)
        by_kind = {"nerve": "perineural", "joint": "intra_articular"}
        return self.route if known is None else by_kind.get(known.kind, self.route)

    @property
    def at_spinal_canal(self) -> bool:
        known = anatomy.STRUCTURES.get(self.structure)
        if known is not None:
            return known.kind == "disc"
        words = self.structure.lower()
        return self.region in _SPINE_REGIONS and any(word in words for word in _CANAL_WORDS)


def mix_cautions(
    mix: Mix,
    *,
    sites: Sequence[Site] = (),
    wanted: Mapping[str, Decimal] | None = None,
    with_epinephrine: Sequence[str] = (),
    policy: LimitPolicy = DEFAULT_POLICY,
    protocol_names_phenol: bool = False,
) -> tuple[Caution, ...]:
    """Everything there is to say about what is in the mix and where it goes, refusals first.

    `wanted` are percentages that were aimed at, `with_epinephrine` the names of the stocks that
    hold it.
    """
    found = [
        *_not_mixed(mix),
        *_off_target(mix, wanted or {}),
        *_two_anaesthetics(mix),
        *_dextrose(mix, sites, policy),
        *_pairs(mix, with_epinephrine),
        *_phenol(mix, sites, protocol_names_phenol),
        *_epinephrine(sites, with_epinephrine),
    ]
    return tuple(sorted(found, key=lambda caution: caution.level is not Level.REFUSE))


_IN_WORDS = {
    "off_target": "Strength off its aim",
    "two_anaesthetics": "Two anesthetics in one mix",
    "dextrose": "Dextrose outside the usual range",
    "no_compatibility_data": "No compatibility data",
    "phenol": "Phenol where only this protocol names it",
    "epinephrine": "Anesthetic with epinephrine",
    "dose": "Anesthetic close to the maximum",
    "allergy": "Allergy, decided by the physician",
}


def in_words(code: str) -> str:
    """What was acknowledged, for a sheet: the code's subject and its details."""
    kind, _, rest = code.partition(":")
    if kind in ("two_anaesthetics", "no_compatibility_data"):
        details = [" and ".join(label(name) for name in rest.split("+"))]
    else:
        parts = {"dextrose": 1, "off_target": 2, "dose": 1, "allergy": 1}.get(kind, 0)
        details = [label(part) for part in rest.split(":")[:parts]]
        if kind in ("dextrose", "off_target", "dose") and details:
            details[-1] += " %"
    words = _IN_WORDS.get(kind, capital(label(code)))
    return f"{words}: {' '.join(details)}" if any(details) else words


def anaesthetics(mix: Mix) -> tuple[str, ...]:
    return tuple(sorted(name for name in mix.components if name.endswith("caine")))


def _not_mixed(mix: Mix) -> Iterator[Caution]:
    for part in mix.parts:
        name = next((n for n in (part.stock.name, *part.stock.strengths) if not_mixed(n)), "")
        if name:
            yield refuse("procedure", "contents", not_mixed_message(label(name)))


MOST_OFF = Decimal(1_000_000)  # per cent: how much more it is nobody needs to know


def _off_target(mix: Mix, wanted: Mapping[str, Decimal]) -> Iterator[Caution]:
    for name, pct in wanted.items():
        if not pct.is_finite() or pct <= 0:
            continue
        true = mix.pct(name)
        miss = abs(true - pct) / pct
        if miss <= WARN_MISS:
            continue
        sign = "+" if true > pct else "−"
        by = min(miss * 100, MOST_OFF).quantize(Decimal("0.1"), ROUND_HALF_UP)
        off = f"{sign}{by} %"
        words = (
            f"{capital(label(name))} is {shown(true)} %, {off} from the {plain(pct)} % aimed at."
        )
        if miss > REFUSE_MISS:
            offer = "Change the volumes, or what is aimed at."
            yield refuse("off_target", name, words, offer=offer)
        else:
            yield warn(f"off_target:{name}:{shown(true)}"[:80], name, words)


def _two_anaesthetics(mix: Mix) -> Iterator[Caution]:
    agents = anaesthetics(mix)
    if len(agents) > 1:
        names = " and ".join(agents)
        yield warn(
            f"two_anaesthetics:{'+'.join(agents)}"[:80],
            agents[-1],
            f"{capital(names)} in one mix: the label advises against it, too little is known. "
            "Their shares of the maximum are added up.",
            source=TWO_ANAESTHETICS,
        )


def _dextrose(mix: Mix, sites: Sequence[Site], policy: LimitPolicy) -> Iterator[Caution]:
    """The remark of `limits`, once for all places that it holds for."""
    pct = mix.pct("dextrose").quantize(Decimal("0.001"), ROUND_HALF_UP)
    if not pct:
        return
    remarks = {
        remark.message: remark
        for route in dict.fromkeys(site.effective_route for site in sites) or [""]
        for remark in check_target(Asked(dextrose_pct=pct, route=route), policy=policy)
    }
    for remark in remarks.values():
        if remark.level is Level.REFUSE:
            offer = f"Aim at {plain(policy.dextrose_hard_max)} % or less."
            yield refuse("dextrose", "dextrose", remark.message, source=remark.source, offer=offer)
        else:
            code = f"dextrose:{plain(pct)}:{'nerve' if 'nerve:' in remark.message else 'range'}"
            yield warn(code, "dextrose", remark.message, source=remark.source)


def _pairs(mix: Mix, with_epinephrine: Sequence[str]) -> Iterator[Caution]:
    stocks = []
    for part in mix.parts:
        if part.ml:
            extra = {EPINEPHRINE} if part.stock.name in with_epinephrine else set()
            stocks.append({*part.stock.strengths, *extra})
    for pair in compatibility.pairs_of(stocks):
        entry = compatibility.entry_for(pair)
        ordered = sorted(pair)
        names = " and ".join(label(name) for name in ordered)
        code = "+".join(ordered)
        if entry is None:
            yield warn(
                f"no_compatibility_data:{code}"[:80],
                "contents",
                f"{capital(names)}: no compatibility data.",
            )
        elif not entry.compatible:
            yield refuse(
                f"incompatible:{code}"[:80],
                "contents",
                f"{capital(names)} must not be mixed: {entry.why}.",
                source=entry.source,
            )


def _phenol(mix: Mix, sites: Sequence[Site], named: bool) -> Iterator[Caution]:
    pct = mix.pct("phenol").quantize(Decimal("0.001"), ROUND_HALF_UP)
    if not pct:
        return
    said = set()
    for site in sites:
        for remark in check_target(
            Asked(phenol_pct=pct, route=site.effective_route),
            at_spinal_canal=site.at_spinal_canal,
            protocol_names_phenol=named,
        ):
            if remark.message in said:
                continue
            said.add(remark.message)
            if remark.level is Level.REFUSE:
                yield refuse("phenol", "phenol", remark.message, source=remark.source)
            else:
                where = "canal" if site.at_spinal_canal else site.effective_route
                yield warn(f"phenol:{where}", "phenol", remark.message, source=remark.source)


def _epinephrine(sites: Sequence[Site], stocks: Sequence[str]) -> Iterator[Caution]:
    if not stocks:
        return
    regions = sorted({site.region for site in sites} & NO_EPINEPHRINE_REGIONS)
    if regions:
        places = " and ".join(anatomy.region_label(region).lower() for region in regions)
        yield refuse(
            "epinephrine",
            "contents",
            f"{stocks[0]} holds epinephrine, which is not injected here: {places}.",
            offer="Use an anesthetic without epinephrine.",
        )
    else:
        yield warn(
            "epinephrine",
            "contents",
            f"{stocks[0]} holds epinephrine: not for fingers, toes, ear, nose or penis.",
        )
