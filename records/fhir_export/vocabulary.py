"""The systems and codes that an export names. What has no code that we are sure of stays text."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from records.fhir.datatypes import ICD10CM, RXNORM, SNOMED

UCUM = "http://unitsofmeasure.org"
BCP47 = "urn:ietf:bcp:47"
URI = "urn:ietf:rfc:3986"

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition"

CODE_SYSTEMS: Mapping[str, str] = MappingProxyType(
    {"icd10cm": ICD10CM, "snomed": SNOMED, "rxnorm": RXNORM}
)

NO_KNOWN_ALLERGY = ("716186003", "No known allergy")

# Where a medicine goes in. "Injected" is no one route of SNOMED CT.
ROUTES: Mapping[str, str] = MappingProxyType(
    {
        "oral": "26643006",
        "topical": "6064005",
        "inhaled": "447694001",
        "nasal": "46713006",
        "ophthalmic": "54485002",
        "vaginal": "16857009",
    }
)

# RxNorm of what is injected, by the names of the solution catalogue.
INGREDIENTS: Mapping[str, str] = MappingProxyType({"dextrose": "4850", "lidocaine": "6387"})

LANGUAGES: Mapping[str, str] = MappingProxyType(
    {
        "arabic": "ar", "chinese": "zh", "english": "en", "french": "fr", "german": "de",
        "haitian creole": "ht", "hindi": "hi", "italian": "it", "japanese": "ja", "korean": "ko",
        "polish": "pl", "portuguese": "pt", "russian": "ru", "spanish": "es", "tagalog": "tl",
        "vietnamese": "vi",
    }
)  # fmt: skip


class Measured(NamedTuple):
    """One kind of result: its LOINC code and words, its UCUM unit, and the profile it meets."""

    loinc: str
    words: str
    ucum: str
    category: str
    profile: str


# By `patients.models.history.ResultKind`; the unit is the one in which the record keeps the kind.
RESULTS: Mapping[str, Measured] = MappingProxyType(
    {
        "hba1c": Measured(
            "4548-4",
            "Hemoglobin A1c/Hemoglobin.total in Blood",
            "%",
            "laboratory",
            "us-core-observation-lab",
        ),
        "glucose": Measured(
            "2339-0",
            "Glucose [Mass/volume] in Blood",
            "mg/dL",
            "laboratory",
            "us-core-observation-lab",
        ),
        "inr": Measured(
            "6301-6",
            "INR in Platelet poor plasma by Coagulation assay",
            "{INR}",
            "laboratory",
            "us-core-observation-lab",
        ),
        "platelets": Measured(
            "26515-7",
            "Platelets [#/volume] in Blood",
            "10*9/L",
            "laboratory",
            "us-core-observation-lab",
        ),
        "weight": Measured("29463-7", "Body weight", "kg", "vital-signs", "us-core-body-weight"),
        "height": Measured("8302-2", "Body height", "cm", "vital-signs", "us-core-body-height"),
        "bmi": Measured("39156-5", "Body mass index", "kg/m2", "vital-signs", "us-core-bmi"),
        "bp_systolic": Measured(
            "8480-6", "Systolic blood pressure", "mm[Hg]", "vital-signs", "us-core-vital-signs"
        ),
        "bp_diastolic": Measured(
            "8462-4", "Diastolic blood pressure", "mm[Hg]", "vital-signs", "us-core-vital-signs"
        ),
        "pulse": Measured("8867-4", "Heart rate", "/min", "vital-signs", "us-core-heart-rate"),
        "temperature": Measured(
            "8310-5", "Body temperature", "Cel", "vital-signs", "us-core-body-temperature"
        ),
        "pain": Measured(
            "72514-3",
            "Pain severity - 0-10 verbal numeric rating [Score] - Reported",
            "{score}",
            "survey",
            "",
        ),
    }
)
BLOOD_PRESSURE = ("85354-9", "Blood pressure panel with all children optional")
