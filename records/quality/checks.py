"""What is looked for in the records: one statement for each check, over one period.

A statement gives everything it looked at, a row each, with the numbers of what is wrong: `number`
of the row, `patient_id`, `physician_id`, `on_day`, `session_number` (NULL for plans) and `kinds`,
the codes of what was found, an empty array where nothing was. So the same statement counts, and
says out of how many. Nothing here asks who is asking.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from patients.policy import clinic_policy
from treatments import anatomy

# Weeks after the last session by which a score and a decision are expected at the latest.
OUTCOME_WEEKS = 12


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked for. `page` is the URL name of what a row is a link to."""

    slug: str
    title: str
    lede: str
    looked_at: str  # what the rows are, in words: "sessions given"
    kinds: Mapping[str, str]
    sql: str
    page: str
    days: int  # how far it looks back unless other days are asked for
    more: Callable[[date], Mapping[str, Any]] = lambda today: {}


# A plan is looked at once nothing is still to come: no session and no follow-up visit whose window
# is open or ahead. A score of the day of a session was taken before its injections.
OUTCOMES = """
SELECT plan.id AS number, plan.patient_id, plan.physician_id, last.given_on AS on_day,
       NULL::int AS session_number,
       array_remove(ARRAY[
           CASE WHEN NOT EXISTS (
               SELECT FROM treatments_score score
                WHERE score.plan_id = plan.id AND score.taken_on > last.given_on) THEN 'score' END,
           CASE WHEN plan.state = 'active' AND NOT EXISTS (
               SELECT FROM treatments_followup review
                WHERE review.plan_id = plan.id AND review.state = 'done'
                  AND review.signed_at > record.signed_at) THEN 'decision' END
       ], NULL) AS kinds
  FROM treatments_session last
  JOIN treatments_sessionrecord record ON record.session_id = last.id
  JOIN treatments_plan plan ON plan.id = last.plan_id
 WHERE last.state = 'given'
   AND last.given_on BETWEEN %(since)s AND %(until)s
   AND (plan.closed_on IS NOT NULL OR last.given_on < %(expected_since)s)
   AND NOT EXISTS (
       SELECT FROM treatments_session later
        WHERE later.plan_id = plan.id
          AND (later.state = 'given' AND later.number > last.number
               OR later.state = 'planned' AND later.closes_on >= %(today)s))
   AND NOT EXISTS (
       SELECT FROM treatments_followup visit
        WHERE visit.plan_id = plan.id AND visit.state = 'due' AND visit.closes_on >= %(today)s)
"""

# A consent of the patient that was signed by then is held against what was injected, under the
# thresholds of the day's screening. How far the best one of them gets says what is wrong.
CONSENTS = """
SELECT session.id AS number, plan.patient_id, record.physician_id, session.given_on AS on_day,
       session.number AS session_number,
       CASE best.got WHEN 5 THEN ARRAY[]::text[] WHEN 4 THEN ARRAY['guardian']
                     WHEN 3 THEN ARRAY['uncovered'] WHEN 2 THEN ARRAY['expired']
                     WHEN 1 THEN ARRAY['withdrawn'] ELSE ARRAY['missing'] END AS kinds
  FROM treatments_session session
  JOIN treatments_plan plan ON plan.id = session.plan_id
  JOIN patients_patient patient ON patient.id = plan.patient_id
  JOIN treatments_sessionrecord record ON record.session_id = session.id
  LEFT JOIN patients_screening screening ON screening.id = record.screening_id
 CROSS JOIN LATERAL (
       SELECT COALESCE((screening.policy ->> 'consent_valid_months')::int, %(months)s) AS months,
              COALESCE((screening.policy ->> 'adult_age')::int, %(adult_age)s) AS adult_age
 ) threshold
 CROSS JOIN LATERAL (
       SELECT COALESCE(array_agg(DISTINCT one.side || COALESCE(
                  %(words)s::jsonb ->> part.region, part.region)), '{}') AS sites,
              COALESCE(array_agg(DISTINCT held.substance) FILTER (WHERE held.substance <> ''),
                       '{}') AS substances
         FROM treatments_injection part,
              unnest(CASE part.side WHEN 'bilateral' THEN ARRAY['left ', 'right ']
                                    WHEN 'midline' THEN ARRAY['']
                                    ELSE ARRAY[part.side || ' '] END) AS one (side),
              unnest(ARRAY[part.procedure, part.anaesthetic, part.second_anaesthetic,
                  CASE WHEN part.dextrose_pct IS NOT NULL THEN 'dextrose' END,
                  CASE WHEN part.glycerin_pct IS NOT NULL THEN 'glycerin' END,
                  CASE WHEN part.phenol_pct IS NOT NULL THEN 'phenol' END,
                  CASE WHEN part.morrhuate_pct IS NOT NULL THEN 'sodium_morrhuate' END
              ]::text[]) AS held (substance)
        WHERE part.record_id = record.id
 ) injected
 CROSS JOIN LATERAL (
       SELECT max(CASE
                  WHEN consent.withdrawn_at <= record.started_at THEN 1
                  WHEN (consent.signed_on + make_interval(months => threshold.months))::date
                       < record.treated_on THEN 2
                  WHEN NOT (consent.sites::text[] @> injected.sites
                            AND consent.substances::text[] @> injected.substances) THEN 3
                  WHEN extract(year FROM age(record.treated_on, patient.birth_date))
                       < threshold.adult_age
                       AND (consent.guardian_name = '' OR consent.guardian_signature = '[]'
                            AND consent.paper_reference = '') THEN 4
                  ELSE 5 END) AS got
         FROM patients_consent consent
        WHERE consent.patient_id = plan.patient_id AND consent.signed_on <= record.treated_on
 ) best
 WHERE session.state = 'given' AND session.given_on BETWEEN %(since)s AND %(until)s
"""

# Of a target on both sides, either side is the right place.
DEVIATIONS = """
SELECT session.id AS number, plan.patient_id, record.physician_id, session.given_on AS on_day,
       session.number AS session_number,
       array_remove(ARRAY[
           CASE WHEN session.given_on < session.opens_on THEN 'early' END,
           CASE WHEN session.given_on > session.closes_on THEN 'late' END,
           CASE WHEN injected.elsewhere THEN 'place' END,
           CASE WHEN injected.other_solution THEN 'solution' END,
           CASE WHEN injected.other_volume THEN 'volume' END,
           CASE WHEN injected.other_way THEN 'technique' END,
           CASE WHEN injected.unplanned THEN 'unplanned' END,
           CASE WHEN EXISTS (
               SELECT FROM treatments_target target
                WHERE target.version_id = session.given_under_id
                  AND target.id <> ALL (injected.targets)) THEN 'left_out' END,
           CASE WHEN EXISTS (
               SELECT FROM patients_finding finding
                WHERE finding.screening_id = record.screening_id
                  AND finding.state = 'overridden') THEN 'override' END
       ], NULL) AS kinds
  FROM treatments_session session
  JOIN treatments_plan plan ON plan.id = session.plan_id
  JOIN treatments_sessionrecord record ON record.session_id = session.id
 CROSS JOIN LATERAL (
       SELECT COALESCE(array_agg(target.id) FILTER (WHERE target.id IS NOT NULL), '{}') AS targets,
              bool_or(target.id IS NULL) AS unplanned,
              bool_or(part.region <> target.region OR part.structure <> target.structure
                      OR part.side <> target.side AND target.side <> 'bilateral') AS elsewhere,
              bool_or((part.procedure, part.procedure_detail, part.dextrose_pct, part.anaesthetic,
                       part.anaesthetic_pct, part.second_anaesthetic, part.second_anaesthetic_pct,
                       part.glycerin_pct, part.phenol_pct, part.morrhuate_pct)
                      IS DISTINCT FROM
                      (target.procedure, target.procedure_detail, target.dextrose_pct,
                       target.anaesthetic, target.anaesthetic_pct, target.second_anaesthetic,
                       target.second_anaesthetic_pct, target.glycerin_pct, target.phenol_pct,
                       target.morrhuate_pct)) FILTER (WHERE target.id IS NOT NULL)
                  AS other_solution,
              bool_or(part.volume_ml <> target.volume_ml) AS other_volume,
              bool_or((part.route, part.guidance, part.points)
                      <> (target.route, target.guidance, target.points)) AS other_way
         FROM treatments_injection part
         LEFT JOIN treatments_target target ON target.id = part.target_id
        WHERE part.record_id = record.id
 ) injected
 WHERE session.state = 'given' AND session.given_on BETWEEN %(since)s AND %(until)s
"""


def _expected(today: date) -> Mapping[str, Any]:
    return {"today": today, "expected_since": today - timedelta(weeks=OUTCOME_WEEKS)}


def _of_consents(today: date) -> Mapping[str, Any]:
    policy = clinic_policy()
    words = {region.id: region.words for region in anatomy.REGIONS.values()}
    return {
        "months": policy.consent_valid_months,
        "adult_age": policy.adult_age,
        "words": json.dumps(words),
    }


CHECKS = {
    check.slug: check
    for check in (
        Check(
            "outcomes",
            "Plans without an outcome",
            "Courses that ended, by the day of the last session",
            "courses that ended",
            {
                "score": "No score after the last session",
                "decision": "Still open, and no review since",
            },
            OUTCOMES,
            "plan",
            365,
            _expected,
        ),
        Check(
            "consents",
            "Consent gaps",
            "Sessions held against the consents that were signed by that day",
            "sessions given",
            {
                "missing": "No consent was signed",
                "withdrawn": "The consent had been withdrawn",
                "expired": "The consent was too old",
                "uncovered": "A place or substance was not consented to",
                "guardian": "No parent or guardian had signed",
            },
            CONSENTS,
            "session",
            90,
            _of_consents,
        ),
        Check(
            "deviations",
            "Deviations",
            "Sessions held against their window and their plan",
            "sessions given",
            {
                "early": "Before the window",
                "late": "After the window",
                "place": "Another place than planned",
                "solution": "Another solution or strength",
                "volume": "Another volume",
                "technique": "Another route, guidance or number of points",
                "unplanned": "An injection that was not planned",
                "left_out": "A planned place left out",
                "override": "Under an overridden finding",
            },
            DEVIATIONS,
            "session",
            90,
        ),
    )
}
