"""Where in the body a treatment was: the words for regions and sides in the chart.

The same ids as in `treatments.anatomy`, which stands above this floor and may not be imported
here; tests/patients/test_body.py keeps the two alike.
"""

REGIONS: dict[str, str] = {
    "jaw": "Jaw (temporomandibular joint)",
    "neck": "Neck (cervical spine)",
    "thoracic": "Upper and mid back (thoracic spine)",
    "rib": "Ribs and breastbone",
    "low_back": "Low back (lumbar spine)",
    "sacroiliac": "Sacroiliac joint and pelvis",
    "shoulder": "Shoulder",
    "elbow": "Elbow",
    "wrist": "Wrist",
    "hand": "Hand and fingers",
    "hip": "Hip",
    "groin": "Groin and pubis",
    "thigh": "Thigh",
    "knee": "Knee",
    "ankle": "Ankle and Achilles tendon",
    "foot": "Foot",
}

SIDES: dict[str, str] = {
    "right": "Right",
    "left": "Left",
    "bilateral": "Both sides",
    "midline": "Midline",
}
