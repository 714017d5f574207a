"""The worked examples E1 to E15, to the last digit, and what holds for every mix.

Doses of the day, which some of the examples also state, are in `test_dosing`; refusals are in
`test_solution_refusals`, which also says where each of X1 to X22 is tested.
"""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from treatments import library
from treatments.solution import (
    SALINE,
    WATER,
    Mix,
    Part,
    SolutionError,
    Stock,
    Syringe,
    Wanted,
    prepare,
    printed_otherwise,
    scaled,
)


def stock(name: str, **strengths: str) -> Stock:
    return Stock(name=name, strengths={part: Decimal(pct) for part, pct in strengths.items()})


D50 = stock("Dextrose 50 %", dextrose="50")
D30 = stock("Dextrose 30 %", dextrose="30")
D25 = stock("Dextrose 25 %", dextrose="25")
LIDO1 = stock("Lidocaine 1 %", lidocaine="1")
LIDO2 = stock("Lidocaine 2 %", lidocaine="2")
LIDO4 = stock("Lidocaine 4 %", lidocaine="4")
BUPI = stock("Bupivacaine 0.5 %", bupivacaine="0.5")
ROPI = stock("Ropivacaine 0.5 %", ropivacaine="0.5")
PROCAINE2 = stock("Procaine 2 %", procaine="2")
MORRHUATE = stock("Sodium morrhuate 5 %", sodium_morrhuate="5")
P2G = stock("P2G", phenol="2.5", glycerin="25", dextrose="25")
P2G_WEAK = stock("P2G", phenol="2.0", glycerin="25", dextrose="25")


def want(component: str, pct: str, out_of: Stock) -> Wanted:
    return Wanted(component=component, pct=Decimal(pct), stock=out_of)


def drawn(mix: Mix) -> list[str]:
    return [library.plain(part.ml) for part in mix.parts]


def rounded(value: Decimal, places: int) -> str:
    return f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"


def contents(mix: Mix) -> dict[str, str]:
    """Percentages with the three decimals of the table."""
    return {name: rounded(mix.pct(name), 3) for name in mix.components}


# Prepared from wanted strengths: total, wanted, diluent, volumes, percentages, grams, mOsm/L.
EXAMPLES = {
    "E1": (
        "10", [want("dextrose", "25", D50), want("lidocaine", "0.2", LIDO1)], WATER,
        ["5", "2", "3"], {"dextrose": "25.000", "lidocaine": "0.200"}, "2.500", "1265.0",
    ),
    "E2": (
        "10", [want("dextrose", "15", D50), want("lidocaine", "0.2", LIDO2)], WATER,
        ["3", "1", "6"], {"dextrose": "15.000", "lidocaine": "0.200"}, "1.500", "759.0",
    ),
    "E3": (
        "20", [want("dextrose", "12.5", D50), want("lidocaine", "0.5", LIDO1)], SALINE,
        ["5", "10", "5"],
        {"dextrose": "12.500", "lidocaine": "0.500", "sodium_chloride": "0.225"},
        "2.500", "709.5",
    ),
    "E4": (
        "4", [want("dextrose", "15", D50), want("lidocaine", "0.5", LIDO2)], WATER,
        ["1.2", "1", "1.8"], {"dextrose": "15.000", "lidocaine": "0.500"}, "0.600", "759.0",
    ),
    "E5": (
        "7", [want("dextrose", "20", D25), want("lidocaine", "0.4", LIDO2)], WATER,
        ["5.6", "1.4", "0"], {"dextrose": "20.000", "lidocaine": "0.400"}, "1.400", "1012.0",
    ),
    "E7": (
        "10", [want("phenol", "1.25", P2G), want("lidocaine", "0.5", LIDO1)], WATER,
        ["5", "5", "0"],
        {"phenol": "1.250", "glycerin": "12.500", "dextrose": "12.500", "lidocaine": "0.500"},
        "1.250", "632.5",
    ),
    "E7b": (
        "10", [want("glycerin", "12.5", P2G_WEAK), want("lidocaine", "0.5", LIDO1)], WATER,
        ["5", "5", "0"],
        {"phenol": "1.000", "glycerin": "12.500", "dextrose": "12.500", "lidocaine": "0.500"},
        "1.250", "632.5",
    ),
    "E8": (
        "10", [want("dextrose", "15", D30), want("lidocaine", "0.2", LIDO2)], SALINE,
        ["5", "1", "4"],
        {"dextrose": "15.000", "lidocaine": "0.200", "sodium_chloride": "0.360"},
        "1.500", "882.2",
    ),
    "E9": (
        "40", [want("dextrose", "12.5", D50), want("lidocaine", "1", LIDO2)], WATER,
        ["10", "20", "10"], {"dextrose": "12.500", "lidocaine": "1.000"}, "5.000", "632.5",
    ),
    "E10": (
        "60", [want("dextrose", "15", D50)], LIDO1,
        ["18", "42"], {"dextrose": "15.000", "lidocaine": "0.700"}, "9.000", "759.0",
    ),
    "E11 inside": (
        "6", [want("dextrose", "25", D50)], WATER,
        ["3", "3"], {"dextrose": "25.000"}, "1.500", "1265.0",
    ),
    "E11 outside": (
        "7.5", [want("dextrose", "15", D50), want("lidocaine", "0.2", LIDO1)], WATER,
        ["2.25", "1.5", "3.75"], {"dextrose": "15.000", "lidocaine": "0.200"}, "1.125", "759.0",
    ),
    "E12": (
        "7", [want("dextrose", "12.5", D50), want("lidocaine", "0.2", LIDO1)], WATER,
        ["1.8", "1.4", "3.8"], {"dextrose": "12.857", "lidocaine": "0.200"}, "0.900", "650.6",
    ),
    "E13": (
        "5", [want("dextrose", "5", D50)], WATER,
        ["0.5", "4.5"], {"dextrose": "5.000"}, "0.250", "253.0",
    ),
    "E14": (
        "20", [want("dextrose", "20", D50), want("ropivacaine", "0.2", ROPI)], WATER,
        ["8", "8", "4"], {"dextrose": "20.000", "ropivacaine": "0.200"}, "4.000", "1012.0",
    ),
    "E15": (
        "10", [want("dextrose", "15", D50), want("procaine", "1", PROCAINE2)], WATER,
        ["3", "5", "2"], {"dextrose": "15.000", "procaine": "1.000"}, "1.500", "759.0",
    ),
}  # fmt: skip

# The table gives 2.25 and 3.75 mL: a syringe that is read to 0.05 mL.
FINER = {"E11 outside": Syringe(step_ml=Decimal("0.05"))}


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_worked_example_comes_out_to_the_last_digit(example):
    total, wanted, diluent, volumes, percentages, grams, osmolarity = EXAMPLES[example]
    prepared = prepare(
        total_ml=Decimal(total),
        wanted=wanted,
        diluent=diluent,
        syringe=FINER.get(example, Syringe()),
    )
    mix = prepared.mix
    assert drawn(mix) == volumes
    assert contents(mix) == percentages
    assert rounded(mix.dextrose_grams(), 3) == grams
    assert rounded(mix.osmolarity(), 1) == osmolarity
    assert mix.total_ml == Decimal(total)
    assert prepared.warnings == ()


def test_e6_a_recipe_in_parts_is_made_up_to_seven_milliliters():
    mix = scaled(
        [
            (MORRHUATE, Decimal(1)),
            (D50, Decimal("1.5")),
            (LIDO4, Decimal("0.5")),
            (BUPI, Decimal("0.5")),
            (SALINE, Decimal("3.5")),
        ],
        total_ml=Decimal(7),
    )
    assert drawn(mix) == ["1", "1.5", "0.5", "0.5", "3.5"]
    assert contents(mix) == {
        "sodium_morrhuate": "0.714",
        "dextrose": "10.714",
        "lidocaine": "0.286",
        "bupivacaine": "0.036",
        "sodium_chloride": "0.450",
    }
    injected = Decimal("1.5")
    assert rounded(mix.milligrams("lidocaine", injected), 2) == "4.29"
    assert rounded(mix.milligrams("bupivacaine", injected), 3) == "0.536"
    assert rounded(mix.dextrose_grams(injected), 3) == "0.161"
    assert rounded(mix.osmolarity(), 1) == "696.1"


def test_e3_and_e8_saline_adds_its_own_osmolarity():
    for example, of_dextrose, of_saline in (("E3", "632.5", "77.0"), ("E8", "759.0", "123.2")):
        total, wanted, diluent, *_ = EXAMPLES[example]
        mix = prepare(total_ml=Decimal(total), wanted=wanted, diluent=diluent).mix
        share = Decimal("50.6") * mix.pct("dextrose")
        assert rounded(share, 1) == of_dextrose
        assert rounded(mix.osmolarity() - share, 1) == of_saline


def test_e11_holds_2_625_grams_of_dextrose_and_15_milligrams_of_lidocaine():
    mixes = []
    for example in ("E11 inside", "E11 outside"):
        total, wanted, diluent, *_ = EXAMPLES[example]
        made = prepare(
            total_ml=Decimal(total), wanted=wanted, diluent=diluent, syringe=FINER["E11 outside"]
        )
        mixes.append(made.mix)
    assert sum(mix.dextrose_grams() for mix in mixes) == Decimal("2.625")
    assert sum(mix.milligrams("lidocaine") for mix in mixes) == Decimal(15)


def test_e12_the_exact_volumes_are_kept_beside_the_drawn_ones():
    total, wanted, diluent, *_ = EXAMPLES["E12"]
    prepared = prepare(total_ml=Decimal(total), wanted=wanted, diluent=diluent)
    assert [library.plain(part.ml) for part in prepared.exact] == ["1.75", "1.4", "3.85"]
    miss = prepared.mix.pct("dextrose") / Decimal("12.5") - 1
    assert rounded(miss * 100, 2) == "2.86"


def test_a_part_of_a_mix_holds_its_share_of_everything():
    total, wanted, diluent, *_ = EXAMPLES["E1"]
    mix = prepare(total_ml=Decimal(total), wanted=wanted, diluent=diluent).mix
    assert mix.milligrams("lidocaine", Decimal(4)) == Decimal(8)
    assert mix.dextrose_grams(Decimal(4)) == Decimal(1)


def test_a_label_reads_like_a_prescription_and_leaves_the_diluent_out():
    total, wanted, diluent, *_ = EXAMPLES["E3"]
    mix = prepare(total_ml=Decimal(total), wanted=wanted, diluent=diluent).mix
    assert mix.in_words() == "Dextrose 12.5 %, lidocaine 0.5 %"


def test_what_p2g_brings_along_is_not_drawn_a_second_time():
    prepared = prepare(
        total_ml=Decimal(10),
        wanted=[want("dextrose", "20", D50), want("phenol", "1.25", P2G)],
    )
    assert drawn(prepared.mix) == ["1.5", "5", "3.5"]
    assert contents(prepared.mix) == {
        "dextrose": "20.000", "phenol": "1.250", "glycerin": "12.500",
    }  # fmt: skip


def test_parts_that_are_rounded_up_together_still_fit():
    # 3.75 and 1.25 mL would both be rounded up, to 5.1 of 5 mL.
    prepared = prepare(
        total_ml=Decimal(5), wanted=[want("dextrose", "37.5", D50), want("lidocaine", "1", LIDO4)]
    )
    assert drawn(prepared.mix) == ["3.7", "1.3", "0"]


def test_x21_a_printed_figure_that_its_recipe_does_not_give_is_kept_as_a_note():
    printed = {"dextrose": Decimal(20), "lidocaine": Decimal("0.75")}
    mix = scaled([(D50, Decimal("0.4")), (LIDO1, Decimal("0.6"))])
    assert contents(mix) == {"dextrose": "20.000", "lidocaine": "0.600"}
    assert printed_otherwise(mix, printed) == (
        "The source prints lidocaine 0.75 %, its recipe gives 0.6 %.",
    )


def test_x21_the_published_parts_of_scarpone_give_what_the_library_prints():
    published = library.protocol("lateral_epicondylosis_dextrose_morrhuate")
    printed = {part.name: part.pct for part in published.solutions[0].components}
    mix = scaled(
        [
            (MORRHUATE, Decimal(1)),
            (D50, Decimal("1.5")),
            (LIDO4, Decimal("0.5")),
            (BUPI, Decimal("0.5")),
            (SALINE, Decimal("3.5")),
        ]
    )
    assert printed_otherwise(mix, printed) == ()


# What a clinic stocks, and strengths people ask for.
SHELF = (D50, D30, D25, LIDO1, LIDO2, LIDO4, BUPI, ROPI, PROCAINE2, MORRHUATE, P2G, P2G_WEAK)
cents = st.integers(1, 25_000).map(lambda n: Decimal(n) / 100)
percents = st.integers(1, 60_000).map(lambda n: Decimal(n) / 1000)
syringes = st.sampled_from(["0.01", "0.05", "0.1", "0.2", "0.5"]).map(
    lambda step: Syringe(step_ml=Decimal(step))
)


# A component of a stock, and a thousandth of its strength.
_HELD = [(one, component) for one in SHELF for component in sorted(one.strengths)]


def _request(total_ml, asked, diluent, syringe):
    """One component is asked for once, as it was drawn last."""
    wanted = {
        component: Wanted(
            component=component, pct=one.strength(component) * share / 1000, stock=one
        )
        for (one, component), share in asked
    }
    return {
        "total_ml": total_ml,
        "wanted": tuple(wanted.values()),
        "diluent": diluent,
        "syringe": syringe,
    }


def requests():
    """Up to three components, each from a stock that holds it."""
    asked = st.tuples(st.sampled_from(_HELD), st.integers(1, 1000))
    return st.builds(
        _request,
        cents,
        st.lists(asked, min_size=1, max_size=3),
        st.sampled_from([WATER, SALINE, LIDO1]),
        syringes,
    )


@given(requests())
def test_volumes_sum_to_the_total_are_never_negative_and_nothing_is_lost(request):
    try:
        prepared = prepare(**request)
    except SolutionError:
        return
    mix, syringe = prepared.mix, request["syringe"]
    assert mix.total_ml == request["total_ml"]
    assert sum(part.ml for part in prepared.exact) == request["total_ml"]
    assert all(part.ml >= 0 for part in (*mix.parts, *prepared.exact))
    for part in mix.parts[:-1]:
        assert syringe.drawn(part.ml) == part.ml
    for name in mix.components:
        mg_in = sum(part.ml * part.stock.strength(name) * 10 for part in mix.parts)
        assert mix.milligrams(name) == mg_in
        assert abs(mix.pct(name) * mix.total_ml * 10 - mg_in) < Decimal("1e-18")
        half = mix.milligrams(name, mix.total_ml / 2)
        assert abs(half * 2 - mg_in) < Decimal("1e-18")


@given(requests())
def test_strengths_are_within_ten_percent_and_said_beyond_five(request):
    try:
        prepared = prepare(**request)
    except SolutionError:
        return
    for asked in request["wanted"]:
        miss = abs(prepared.mix.pct(asked.component) - asked.pct) / asked.pct
        assert miss <= Decimal("0.10")
        assert (asked.component in prepared.missed) is (miss > Decimal("0.05"))


@given(requests(), st.lists(st.sampled_from(SHELF), max_size=4))
def test_an_offer_works_when_it_is_followed(request, shelf):
    try:
        prepare(**request, shelf=shelf)
    except SolutionError as error:
        offers = error.offers
    else:
        assume(False)
    for offer in offers:
        changed = [
            replace(asked, pct=offer.pct, stock=offer.stock)
            if asked.component == offer.component
            else asked
            for asked in request["wanted"]
        ]
        total = offer.total_ml or request["total_ml"]
        assert prepare(**request | {"wanted": changed, "total_ml": total}).mix.total_ml == total


def attempt(make) -> tuple[Mix | None, dict[str, str]]:
    try:
        return make(), {}
    except SolutionError as error:
        return None, error.errors


figures = st.one_of(st.decimals(), percents)


@given(figures, figures, figures, st.sampled_from(SHELF), st.sampled_from(SHELF))
def test_no_figures_crash_it(total, first, second, one, other):
    asked = [
        Wanted(component="dextrose", pct=first, stock=one),
        Wanted(component="lidocaine", pct=second, stock=other),
    ]
    made, errors = attempt(lambda: prepare(total_ml=total, wanted=asked, shelf=SHELF).mix)
    assert bool(made) is not bool(errors)
    assert made is None or made.total_ml == total
    assert all(len(words) < 200 for words in errors.values())


@given(st.lists(st.tuples(st.sampled_from(SHELF), st.decimals()), max_size=4), st.decimals())
def test_no_recipe_crashes_it(parts, total):
    made, errors = attempt(lambda: scaled(parts, total_ml=total))
    assert bool(made) is not bool(errors)
    assert made is None or abs(made.total_ml - total) <= total * Decimal("1e-20")


def test_a_mix_of_nothing_cannot_be():
    for parts in ((), (Part(stock=D50, ml=Decimal(0)),), (Part(stock=D50, ml=Decimal("NaN")),)):
        with pytest.raises(SolutionError):
            Mix(parts=parts)
