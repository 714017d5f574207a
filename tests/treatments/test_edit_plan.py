import pytest
from django.urls import reverse

from tests import people
from tests.treatments import builders
from treatments.actions import plans

pytestmark = pytest.mark.django_db

PLAN = {
    "indication": "Knee osteoarthritis, primary",
    "indication_code": "m17.11",
    "region": "knee",
    "side": "right",
    "goal": "Walk to the market",
    "sessions_min": "2",
    "sessions_target": "3",
    "sessions_max": "5",
    "spacing_min_days": "14",
    "spacing_target_days": "21",
    "spacing_max_days": "28",
    "followup_days": "42, 180",
    "instruments": ["nrs_pain", "percent_normal"],
    "note": "",
}
JOINT = {
    "structure": "Joint space",
    "side": "right",
    "route": "intra_articular",
    "guidance": "ultrasound",
    "dextrose_pct": "25",
    "volume_ml": "6",
    "points": "1",
}
LIGAMENT = JOINT | {
    "structure": "medial collateral ligament",
    "route": "extra_articular",
    "dextrose_pct": "15",
    "volume_ml": "2",
    "points": "4",
}


def rows(*targets):
    data = {"targets-TOTAL_FORMS": str(len(targets)), "targets-INITIAL_FORMS": "0"}
    for place, target in enumerate(targets):
        data |= {f"targets-{place}-{name}": value for name, value in target.items()}
    return data


class Editor:
    def __init__(self, client, plan):
        self.client, self.plan = client, plan
        self.url = reverse("edit-plan", args=[plan.pk])

    @property
    def version(self):
        return self.plan.versions.get(signed_at=None)

    def get(self):
        return self.client.get(self.url)

    def post(self, *targets, **changes):
        data = PLAN | {"revision": self.version.revision} | rows(*targets) | changes
        return self.client.post(self.url, data)


@pytest.fixture
def editor(anna, ruth, signed_in):
    plan = plans.draft_plan(
        patient=anna, by=ruth, region="knee", side="right", indication="Knee pain"
    )
    return Editor(signed_in(ruth), plan)


@pytest.fixture
def from_protocol(anna, ruth, signed_in):
    plan = plans.draft_plan(
        patient=anna,
        by=ruth,
        region="",
        side="right",
        protocol=builders.protocol("knee_oa_whole_joint"),
    )
    return Editor(signed_in(ruth), plan)


def test_two_targets_are_saved_with_their_own_strength(editor):
    response = editor.post(JOINT, LIGAMENT)

    assert response.url == reverse("plan", args=[editor.plan.pk])
    version = editor.version
    assert (version.indication_code, version.followup_days) == ("M17.11", [42, 180])
    assert version.instruments == ["nrs_pain", "percent_normal"]
    assert list(version.targets.values_list("structure", "dextrose_pct", "points")) == [
        ("knee_joint_space", 25, 1),
        ("knee_medial_collateral_ligament", 15, 4),
    ]


def test_a_structure_of_ones_own_is_kept_as_written(editor):
    editor.post(JOINT | {"structure": "tender spot above the patella"})
    target = editor.version.targets.get()
    assert (target.structure, target.region) == ("tender spot above the patella", "knee")


def test_the_rows_of_a_protocol_wait_in_the_form_and_gaps_stay_gaps(from_protocol):
    response = from_protocol.get()
    first, second = (row.initial for row in response.context["formset"])

    assert (first["structure"], first["dextrose_pct"], first["volume_ml"]) == (
        "joint space",
        "25",
        "6",
    )
    assert (second["dextrose_pct"], second.get("volume_ml")) == ("15", None)
    assert "0.5 mL per site" in response.content.decode()
    assert not from_protocol.version.targets.exists()


def test_a_procedure_is_planned_with_its_product_and_without_a_solution(editor):
    steroid = {"procedure": "corticosteroid", "procedure_detail": "Triamcinolone 40 mg"}
    editor.post(JOINT | steroid | {"dextrose_pct": ""})
    target = editor.version.targets.get()
    assert (target.procedure, target.procedure_detail, target.dextrose_pct) == (
        "corticosteroid",
        "Triamcinolone 40 mg",
        None,
    )


def test_two_anesthetics_are_saved_and_warned_of(editor):
    agents = {
        "anaesthetic": "lidocaine",
        "anaesthetic_pct": "0.286",
        "second_anaesthetic": "bupivacaine",
        "second_anaesthetic_pct": "0.036",
    }
    data = PLAN | {"revision": editor.version.revision} | rows(LIGAMENT | agents)
    text = editor.client.post(editor.url, data, follow=True).content.decode()
    assert "the labels advise against mixing two anesthetics" in text
    target = editor.version.targets.get()
    assert (target.second_anaesthetic, str(target.second_anaesthetic_pct)) == (
        "bupivacaine",
        "0.036",
    )


def test_the_published_mix_with_two_anesthetics_is_no_deviation(anna, ruth, signed_in):
    plan = plans.draft_plan(
        patient=anna,
        by=ruth,
        region="",
        side="right",
        protocol=builders.protocol("lateral_epicondylosis_dextrose_morrhuate"),
    )
    row = Editor(signed_in(ruth), plan).get().context["formset"][0].initial
    assert (row["anaesthetic"], row["anaesthetic_pct"]) == ("lidocaine", "0.286")
    assert (row["second_anaesthetic"], row["second_anaesthetic_pct"]) == ("bupivacaine", "0.036")


def test_points_on_the_body_map_are_kept_and_come_back(editor):
    editor.post(LIGAMENT | {"map_points": "front 0.44 0.69\r\nback .59 0.7000\r\n"})
    assert editor.version.targets.get().map_points == [
        ["front", "0.44", "0.69"],
        ["back", "0.59", "0.7"],
    ]
    response = editor.get()
    assert response.context["formset"][0]["map_points"].value() == "front 0.44 0.69\nback 0.59 0.7"
    assert [len(picture.marks) for picture in response.context["map"].pictures] == [1, 1]


def test_wrong_points_stay_in_the_field(editor):
    text = editor.post(LIGAMENT | {"map_points": "front 0.4\n<b>"}).content.decode()
    assert "front 0.4\n&lt;b&gt;</textarea>" in text
    assert not editor.version.targets.exists()


def test_a_target_in_another_region_than_the_plan_names_it(editor):
    hip = JOINT | {"region": "hip", "structure": "acetabular labrum", "side": "right"}
    editor.post(LIGAMENT, hip)
    assert list(editor.version.targets.values_list("region", "structure")) == [
        ("knee", "knee_medial_collateral_ligament"),
        ("hip", "hip_labrum"),
    ]


def test_an_empty_row_and_a_removed_row_do_not_count(editor):
    empty = {"structure": "", "side": "right", "guidance": "ultrasound", "points": "1"}
    editor.post(JOINT, empty, LIGAMENT | {"DELETE": "on"})
    assert [t.structure for t in editor.version.targets.all()] == ["knee_joint_space"]


def test_another_row_without_script_keeps_everything_typed(editor):
    response = editor.post(JOINT | {"volume_ml": "six"}, goal="Climb stairs", add_target="1")
    text = response.content.decode()

    assert response.status_code == 200
    assert 'name="targets-1-structure"' in text
    assert 'value="six"' in text
    assert 'value="Climb stairs"' in text
    assert "Nothing was saved" not in text
    assert not editor.version.targets.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"dextrose_pct": "0"}, "Dextrose must be more than 0 %"),
        ({"dextrose_pct": "101"}, "Dextrose cannot be more than 100 %."),
        ({"dextrose_pct": "25.1"}, "is above this clinic&#x27;s limit of 25 %"),
        ({"dextrose_pct": "-1"}, "Dextrose must be more than 0 %"),
        ({"dextrose_pct": "NaN"}, "Enter a number."),
        ({"dextrose_pct": "1e400"}, "Ensure that there are no more than"),
        ({"dextrose_pct": "strong"}, "Enter a number."),
        ({"volume_ml": "-2"}, "Volume must be more than 0 mL."),
        ({"volume_ml": "0"}, "Volume must be more than 0 mL."),
        ({"volume_ml": ""}, "This field is required."),
        ({"volume_ml": "99999999"}, "Ensure that there are no more than"),
        ({"points": "0"}, "The number of sites must be from 1 to 60."),
        ({"points": "99999999999999999999"}, "less than or equal to 32767"),
        ({"side": ""}, "Choose the side of the knee."),
        ({"route": ""}, "This field is required."),
        ({"route": "by mouth"}, "Select a valid choice."),
        ({"structure": "x" * 161}, "at most 160 characters"),
        ({"structure": "a\x00b"}, "Null characters are not allowed."),
        ({"anaesthetic_pct": "1"}, "Choose the anesthetic this strength belongs to."),
        ({"second_anaesthetic": "lidocaine"}, "Name the only anesthetic of a solution as the fir"),
        ({"region": "elbow"}, "Medial collateral ligament belongs to: Knee. Choose that region."),
        ({"region": "moon"}, "Select a valid choice."),
        ({"procedure": "prp"}, "Say how the platelet-rich plasma is made and how much of it."),
        ({"procedure": "prp"}, "This injection is not mixed: leave the solution empty."),
        ({"procedure_detail": "Kenalog 40 mg"}, "A product is named: choose the kind of injection"),
        ({"map_points": "front 0.4"}, "Point 1 must read like: front 0.412 0.655"),
        ({"map_points": "front 0.4 2"}, "Point 1: each figure must be from 0 to 1, like 0.412."),
        ({"map_points": "front 0.6 0.7"}, "Point 1 lies on the left of the body (front view)"),
        (
            {"map_points": "front 0.4 0.7\n" * 5},
            "5 points on the body map, but only 4 needle points.",
        ),
        ({"map_points": "front 0.4 0.7\n" * 200}, "These are too many points for one target."),
    ],
)
def test_an_impossible_target_is_said_and_nothing_is_saved(editor, change, message):
    response = editor.post(JOINT, LIGAMENT | change)
    text = response.content.decode()

    assert response.status_code == 200
    assert message in text
    assert "Target 2" in text
    assert not editor.version.targets.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sessions_min": "4"}, "Sessions must be in order"),
        ({"sessions_max": "21"}, "less than or equal to 20"),
        ({"sessions_target": ""}, "This field is required."),
        ({"spacing_min_days": "22"}, "Days between sessions must be in order"),
        ({"spacing_max_days": "0"}, "greater than or equal to 1"),
        ({"side": ""}, "Choose the side of the knee."),
        ({"indication": ""}, "This field is required."),
        ({"indication_code": "bad"}, "An ICD-10-CM code looks like M17.11."),
        ({"followup_days": "soon"}, "“soon” is not a number of days."),
        ({"followup_days": "0"}, "Each visit must be 1 to 1100 days later."),
        ({"followup_days": "1,2,3,4,5,6,7"}, "At most 6 follow-up visits."),
        ({"instruments": ["crystal_ball"]}, "Select a valid choice."),
        ({"revision": "soon"}, "Enter a whole number."),
        ({"targets-TOTAL_FORMS": "x"}, "The rows did not arrive whole"),
        ({"targets-TOTAL_FORMS": "9999"}, "at most 20 forms"),
    ],
)
def test_a_plan_that_contradicts_itself_is_said_and_nothing_is_saved(editor, change, message):
    response = editor.post(JOINT, **change)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert editor.version.indication == "Knee pain"


def test_weak_dextrose_is_saved_and_the_warning_names_its_source(editor):
    response = editor.client.post(
        editor.url,
        PLAN | {"revision": editor.version.revision} | rows(JOINT | {"dextrose_pct": "12.4"}),
        follow=True,
    )
    text = response.content.decode()
    assert "Dextrose 12.4 % is outside the usual 12.5–25 %." in text
    assert "(Manhattan Pain Medicine)" in text
    assert str(editor.version.targets.get().dextrose_pct) == "12.400"


def test_each_place_where_the_plan_leaves_its_protocol_asks_for_a_reason(from_protocol):
    weaker = JOINT | {"dextrose_pct": "20"}
    steps = {"sessions_min": "3", "spacing_target_days": "28"}
    response = from_protocol.post(weaker, **steps)

    assert [field.label for field in response.context["reasons"]] == ["Dextrose: joint space"]
    assert "Protocol: 25 %. Plan: 20 %." in response.content.decode()
    assert not from_protocol.version.targets.exists()

    from_protocol.post(weaker, **steps, **{"reason-dextrose-20": "Burned last time"})
    assert from_protocol.version.deviations[0]["reason"] == "Burned last time"


def test_a_stale_form_is_told_and_loses_nothing(editor, ruth):
    stale = editor.version.revision
    editor.post(JOINT)
    response = editor.post(LIGAMENT, revision=stale, goal="Dance")
    text = response.content.decode()

    assert "Somebody else changed this record" in text
    assert 'value="Dance"' in text
    assert f'name="revision" value="{editor.version.revision}"' in text
    assert editor.version.targets.get().structure == "knee_joint_space"


def test_sent_twice_it_is_saved_once(editor):
    token = "0d1e6e5c-7d5c-4f4e-9a0e-1f2a3b4c5d6e"
    revision = editor.version.revision
    editor.post(JOINT, form_token=token)
    editor.post(JOINT, form_token=token, revision=revision)
    assert editor.version.revision == revision + 1


def test_a_changed_target_has_to_be_screened_again(editor, anna, ruth):
    editor.post(JOINT)
    editor.plan.versions.update(screening=builders.screening(anna, ruth))
    editor.post(JOINT, goal="Only the goal changed")
    assert editor.version.screening is not None
    editor.post(LIGAMENT)
    assert editor.version.screening is None


def test_a_signed_plan_has_no_form(anna, ruth, signed_in):
    plan = builders.signed_plan(anna, ruth)
    client = signed_in(ruth)
    url = reverse("edit-plan", args=[plan.pk])
    assert client.get(url).url == reverse("plan", args=[plan.pk])
    page = client.post(url, PLAN | rows(JOINT) | {"indication": "Typed meanwhile"}).text
    assert "This plan is signed or closed" in page
    assert "Typed meanwhile" in page
    assert plan.versions.get().targets.get().volume_ml == 6


@pytest.mark.parametrize("who", ["ben", "ines"])
def test_only_physicians_write(editor, request, signed_in, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(editor.url).status_code == 403


def test_an_unknown_plan_is_not_found(editor):
    people.patient("Clara Diaz")
    assert editor.client.get(reverse("edit-plan", args=[4711])).status_code == 404


@pytest.mark.parametrize("targets", [1, 3])
def test_one_target_and_three_targets_take_the_same_queries(
    editor, targets, django_assert_num_queries
):
    editor.post(*[JOINT, LIGAMENT, LIGAMENT][:targets])
    editor.get()  # what the action said is shown once, and then no more in the session
    with django_assert_num_queries(9):
        editor.get()
