"""What an administrator may set, one row per threshold: label, unit, range, rules and source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """What an administrator sees of one threshold."""

    name: str
    label: str
    unit: str
    lowest: str
    highest: str
    rules: tuple[str, ...]
    source: str


_CORR = (
    "Published: knee-replacement infection, CORR 2017 (8.0 %); surgical data, choice of value ours"
)
_SIR = "Published: SIR 2019"
_OURS = "Clinic default"
_LABEL = "Published: lidocaine labels (4.5 mg/kg, at most 300 mg)"
_SECONDARY = "Secondary summaries; to be confirmed by a pharmacist"

_MANHATTAN = "Source: Manhattan Pain Medicine (12.5 to 25 %)"
_USP = "Published: older USP <797> text (1 hour, ASA Monitor 2015; 28 days after opening)"

SETTINGS = (
    Setting(
        "hba1c_uncontrolled",
        "HbA1c from which diabetes counts as uncontrolled",
        "%",
        "6.5",
        "12",
        ("R01",),
        _CORR,
    ),
    Setting(
        "hba1c_caution",
        "HbA1c from which caution is shown",
        "%",
        "6",
        "12",
        ("R01b",),
        "Published: AFP 2021;103:693 (< 7.5 % suggested)",
    ),
    Setting(
        "hba1c_suggests_diabetes",
        "HbA1c that asks for a diagnosis",
        "%",
        "5.7",
        "8",
        ("R02",),
        "Published: diagnostic limit 6.5 %",
    ),
    Setting(
        "hba1c_max_age_days",
        "An HbA1c counts for",
        "days",
        "7",
        "365",
        ("R01", "R01b", "R02"),
        _OURS,
    ),
    Setting(
        "glucose_day_limit",
        "Glucose on the session day, too high above",
        "mg/dL",
        "140",
        "400",
        ("R03",),
        "Published label, number ours",
    ),
    Setting("fever_celsius", "Fever from", "°C", "37", "39", ("R05",), _OURS),
    Setting(
        "fever_free_days", "Days without fever before a session", "days", "1", "14", ("R05",), _OURS
    ),
    Setting(
        "antibiotic_free_days", "Days since the last antibiotic", "days", "0", "60", ("R06",), _OURS
    ),
    Setting(
        "fluoroquinolone_free_days",
        "Days since the last fluoroquinolone",
        "days",
        "0",
        "365",
        ("R07",),
        "Published: FDA boxed warning 2008; window ours",
    ),
    Setting(
        "inr_limit",
        "INR, highest for superficial and peripheral sites",
        "",
        "1.5",
        "4",
        ("R09",),
        _SIR,
    ),
    Setting(
        "inr_limit_high_risk", "INR, highest for spine and deep sites", "", "1", "3", ("R09",), _SIR
    ),
    Setting("inr_max_age_days", "An INR counts for", "days", "1", "30", ("R09",), _OURS),
    Setting(
        "platelets_minimum", "Platelets, fewest for any site", "×10⁹/L", "10", "150", ("R10",), _SIR
    ),
    Setting(
        "platelets_minimum_high_risk",
        "Platelets, fewest for spine and deep sites",
        "×10⁹/L",
        "20",
        "200",
        ("R10",),
        _SIR,
    ),
    Setting(
        "platelets_caution", "Platelets, caution below", "×10⁹/L", "50", "250", ("R10",), _OURS
    ),
    Setting(
        "aspirin_low_dose_mg",
        "Low-dose aspirin is up to",
        "mg a day",
        "75",
        "325",
        ("R12", "R13"),
        "Published: 80–81 mg on three clinic pages; limit ours",
    ),
    Setting(
        "nsaid_days_before",
        "No NSAID before a session for",
        "days",
        "0",
        "30",
        ("R13",),
        "Published: clinic pages 3 to 14 days",
    ),
    Setting(
        "nsaid_days_after",
        "No NSAID after a session for",
        "days",
        "0",
        "90",
        ("R13",),
        "Published: clinic pages 7 days to 12 weeks",
    ),
    Setting(
        "steroid_free_days",
        "Days since the last systemic corticosteroid",
        "days",
        "0",
        "180",
        ("R14",),
        "Published: clinic pages; default ours",
    ),
    Setting(
        "steroid_injection_days",
        "Days since a corticosteroid injection in the region",
        "days",
        "0",
        "365",
        ("R15",),
        "Published: 3 months (hjrcentre; NCT05160532)",
    ),
    Setting(
        "pregnancy_age_from",
        "Pregnancy and breastfeeding are asked from age",
        "years",
        "8",
        "18",
        ("R22", "R23"),
        _OURS,
    ),
    Setting(
        "pregnancy_age_to",
        "Pregnancy and breastfeeding are asked up to age",
        "years",
        "45",
        "70",
        ("R22", "R23"),
        _OURS,
    ),
    Setting(
        "adult_age",
        "Adult from age",
        "years",
        "16",
        "21",
        ("R24",),
        "Published: minors treated only in a trial (Topol 2011)",
    ),
    Setting(
        "elderly_age", "Lower anesthetic dose above age", "years", "60", "90", ("R39", "R40"), _OURS
    ),
    Setting(
        "low_weight_kg", "Lower anesthetic dose below", "kg", "30", "70", ("R39", "R40"), _OURS
    ),
    Setting(
        "bp_systolic_limit",
        "Blood pressure, systolic, too high from",
        "mmHg",
        "140",
        "220",
        ("R38",),
        "Published: hjrcentre (180/110)",
    ),
    Setting(
        "bp_diastolic_limit",
        "Blood pressure, diastolic, too high from",
        "mmHg",
        "90",
        "140",
        ("R38",),
        "Published: hjrcentre (180/110)",
    ),
    Setting(
        "weight_max_age_days", "A weight counts for", "days", "1", "365", ("R39", "R46"), _OURS
    ),
    Setting(
        "bmi_limit",
        "Body mass index, caution above",
        "kg/m²",
        "30",
        "60",
        ("R44",),
        "Published: NCT05160532 excludes above 40",
    ),
    Setting(
        "bp_max_age_days",
        "Before a plan, a blood pressure counts for",
        "days",
        "1",
        "365",
        ("R38",),
        _OURS,
    ),
    Setting(
        "gout_free_days", "Days since the last gout flare", "days", "0", "180", ("R25",), _OURS
    ),
    Setting(
        "replacement_planned_days",
        "No injection before a joint replacement for",
        "days",
        "0",
        "365",
        ("R29",),
        "Published: infection after injection < 3 months before (PMC9972619)",
    ),
    Setting(
        "note_max_age_days",
        "A specialist's letter counts for",
        "days",
        "7",
        "1095",
        ("R11", "R16", "R27", "R29", "R30", "R32", "R49"),
        _OURS,
    ),
    Setting("consent_valid_months", "A consent counts for", "months", "1", "24", ("R35",), _OURS),
    Setting(
        "reduced_dose_factor",
        "Share of the anesthetic maximum where R40 applies",
        "",
        "0.3",
        "1",
        ("R39", "R40"),
        "Published: 30 % less in the frail, cardiac and hepatic (secondary summary)",
    ),
    Setting(
        "lidocaine_mg_per_kg", "Lidocaine, plain, maximum", "mg/kg", "1", "4.5", ("R39",), _LABEL
    ),
    Setting("lidocaine_max_mg", "Lidocaine, plain, at most", "mg", "50", "300", ("R39",), _LABEL),
    Setting(
        "bupivacaine_mg_per_kg", "Bupivacaine maximum", "mg/kg", "0.5", "2.5", ("R39",), _SECONDARY
    ),
    Setting("bupivacaine_max_mg", "Bupivacaine at most", "mg", "25", "175", ("R39",), _SECONDARY),
    Setting(
        "ropivacaine_mg_per_kg", "Ropivacaine maximum", "mg/kg", "0.5", "3", ("R39",), _SECONDARY
    ),
    Setting("ropivacaine_max_mg", "Ropivacaine at most", "mg", "25", "200", ("R39",), _SECONDARY),
    Setting(
        "mepivacaine_mg_per_kg", "Mepivacaine maximum", "mg/kg", "1", "5", ("R39",), _SECONDARY
    ),
    Setting("procaine_mg_per_kg", "Procaine maximum", "mg/kg", "1", "7", ("R39",), _SECONDARY),
    Setting("dextrose_usual_min", "Dextrose, usually from", "%", "1", "25", (), _MANHATTAN),
    Setting("dextrose_usual_max", "Dextrose, usually up to", "%", "5", "50", (), _MANHATTAN),
    Setting("dextrose_most", "Dextrose at most", "%", "5", "50", (), _OURS),
    Setting(
        "dose_warning_pct",
        "Anesthetic: warn from this share of the maximum",
        "%",
        "10",
        "100",
        (),
        _OURS,
    ),
    Setting("beyond_use_minutes", "A mix may be injected for", "minutes", "5", "240", (), _USP),
    Setting("multi_dose_days", "An opened multi-dose vial counts for", "days", "1", "28", (), _USP),
    Setting("syringe_step_ml", "Syringes are read to", "mL", "0.01", "0.5", (), _OURS),
    Setting(
        "review_after_session",
        "Review without a meaningful change after session",
        "",
        "1",
        "6",
        (),
        _OURS,
    ),
    Setting(
        "late_go_on_days",
        "A session goes on as planned up to so long after its window",
        "days",
        "0",
        "90",
        (),
        _OURS,
    ),
    Setting(
        "late_recheck_days",
        "After a physician's check up to so long after its window, then the plan is reviewed",
        "days",
        "0",
        "365",
        (),
        _OURS,
    ),
    Setting(
        "late_cancellation_hours",
        "A visit is cancelled late within",
        "hours",
        "0",
        "168",
        (),
        _OURS,
    ),
    Setting("reminder_days_before", "Patients are reminded", "days", "0", "14", (), _OURS),
)
