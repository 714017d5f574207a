"""Pages `scores`, `score-chart` and `record-baseline` (test_scores.py is about the pure module)."""

import xml.etree.ElementTree as ET
from datetime import timedelta
from uuid import uuid4

import pytest

from patients.models import Result
from tests.treatments.builders import TODAY
from tests.treatments.days import agreed_plan, given, pain
from tests.treatments.pages import url
from treatments.models import Score

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday(at_noon):
    at_noon(TODAY)


@pytest.fixture
def plan(anna, ruth):
    return agreed_plan(anna, ruth)


def scored(plan, by, *values):
    for place, value in enumerate(values):
        day = TODAY + timedelta(days=21 * place)
        given(plan.sessions.get(number=place + 1), by, on=day, scores=pain(value))


def test_the_table_shows_every_score_and_what_its_change_means(plan, ruth, signed_in):
    scored(plan, ruth, "7", "6", "4")
    page = signed_in(ruth).get(url("scores", plan.pk)).content.decode()
    assert "7 of 10" in page
    assert "−1 (14 % less)" in page
    assert "−3 (43 % less)" in page
    assert page.count("Meaningful improvement") == 1
    assert "Farrar 2001" in page
    assert url("score-chart", plan.pk, "nrs_pain") in page


def test_pain_told_elsewhere_stands_beside_the_scores_and_is_no_baseline(
    plan, anna, ruth, signed_in
):
    for number, days_ago in enumerate((30, 3)):
        Result.objects.create(
            patient=anna,
            kind="pain",
            value=8 - number,
            taken_on=TODAY - timedelta(days=days_ago),
            entered_by=ruth,
        )
    page = signed_in(ruth).get(url("scores", plan.pk))
    shown = [(str(row.value.normalize()), row.unit) for row in page.context["elsewhere"]]
    assert shown == [("7", "of 10"), ("8", "of 10")]
    assert page.context["lines"] == []
    assert "Pain, as told elsewhere" in page.content.decode()
    assert Score.objects.count() == 0


def test_without_pain_from_elsewhere_nothing_is_said_of_it(plan, ruth, signed_in):
    assert "as told elsewhere" not in signed_in(ruth).get(url("scores", plan.pk)).content.decode()


def test_the_chart_is_a_picture_with_its_own_policy(plan, ruth, signed_in):
    scored(plan, ruth, "7", "4")
    answer = signed_in(ruth).get(url("score-chart", plan.pk, "nrs_pain"))
    assert answer["Content-Type"] == "image/svg+xml"
    assert "no-store" in answer["Cache-Control"]
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy
    assert ET.fromstring(answer.content).tag == "{http://www.w3.org/2000/svg}svg"


def test_other_pages_keep_the_strict_policy(plan, ruth, signed_in):
    policy = signed_in(ruth).get(url("scores", plan.pk))["Content-Security-Policy"]
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize("instrument", ["nrs_pain", "made-up", "odi"])
def test_a_chart_of_nothing_is_not_found(plan, ruth, signed_in, instrument):
    assert signed_in(ruth).get(url("score-chart", plan.pk, instrument)).status_code == 404


def test_without_a_score_the_page_says_so(plan, ruth, signed_in):
    assert "No score yet" in signed_in(ruth).get(url("scores", plan.pk)).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_three_scores_take_as_many_queries_as_one(
    plan, ruth, signed_in, django_assert_num_queries, rows
):
    scored(plan, ruth, *("7", "6", "4")[:rows])
    client = signed_in(ruth)
    with django_assert_num_queries(10):
        client.get(url("scores", plan.pk))


def test_the_front_desk_sees_no_score(plan, ben, signed_in):
    for name, more in (("scores", ()), ("score-chart", ("nrs_pain",)), ("record-baseline", ())):
        assert signed_in(ben).get(url(name, plan.pk, *more)).status_code == 403


def send(client, plan, **fields):
    form = {"taken_on": "2026-11-02", "form_token": str(uuid4())} | fields
    return client.post(url("record-baseline", plan.pk), form)


def test_a_baseline_is_saved(plan, ruth, signed_in):
    sent = send(signed_in(ruth), plan, **{"score-nrs_pain": "7", "score-percent_normal": "40"})
    assert sent.url == url("scores", plan.pk)
    assert list(Score.objects.values_list("instrument", "value", "moment")) == [
        ("nrs_pain", 7, "baseline"),
        ("percent_normal", 40, "baseline"),
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"score-nrs_pain": "11"},
        {"score-nrs_pain": "-1"},
        {"score-nrs_pain": "4.5"},
        {"score-nrs_pain": "much"},
        {"score-nrs_pain": "7", "score-percent_normal": "101"},
        {"score-nrs_pain": "7", "taken_on": "2026-11-03"},
        {"score-nrs_pain": "7", "taken_on": "2026-02-30"},
        {"score-nrs_pain": "7", "taken_on": ""},
    ],
)
def test_bad_input_saves_no_baseline(plan, ruth, signed_in, fields):
    sent = send(signed_in(ruth), plan, **fields)
    assert sent.status_code == 200
    assert "Nothing was saved" in sent.content.decode()
    assert Score.objects.count() == 0


def test_what_has_a_baseline_is_not_asked_again(plan, ruth, signed_in):
    client = signed_in(ruth)
    send(client, plan, **{"score-nrs_pain": "7", "score-percent_normal": "40"})
    page = client.get(url("record-baseline", plan.pk)).content.decode()
    assert "Every score of this plan has its baseline" in page
