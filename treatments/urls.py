from django.urls import path

from treatments.views import (
    aftercare,
    check_calls,
    consent,
    follow_ups,
    plans,
    protocols,
    scores,
    session_record,
    sessions,
    signing,
)

urlpatterns = [
    path("protocols/", protocols.protocols, name="protocols"),
    path("protocols/<slug:code>/", protocols.protocol, name="protocol"),
    path("patients/<int:patient_id>/plans/", plans.patient_plans, name="patient-plans"),
    path("patients/<int:patient_id>/plans/new/", plans.draft_plan, name="draft-plan"),
    path("plans/<int:plan_id>/", plans.plan, name="plan"),
    path("plans/<int:plan_id>/edit/", plans.edit_plan, name="edit-plan"),
    path("plans/<int:plan_id>/screen/", signing.screen_plan, name="screen-plan"),
    path("plans/<int:plan_id>/sign/", signing.sign_plan, name="sign-plan"),
    path("plans/<int:plan_id>/revise/", signing.revise_plan, name="revise-plan"),
    path("plans/<int:plan_id>/close/", signing.close_plan, name="close-plan"),
    path("plans/<int:plan_id>/consent/", consent.record_consent, name="record-consent"),
    path(
        "plans/<int:plan_id>/consent/withdraw/", consent.withdraw_consent, name="withdraw-consent"
    ),
    path("sessions/<int:session_id>/", sessions.session, name="session"),
    path("sessions/<int:session_id>/start/", sessions.start_session, name="start-session"),
    path("sessions/<int:session_id>/screen/", sessions.screen_session, name="screen-session"),
    path("sessions/<int:session_id>/record/", session_record.record_session, name="record-session"),
    path("sessions/<int:session_id>/sign/", sessions.sign_session, name="sign-session"),
    path("sessions/<int:session_id>/drop/", sessions.drop_session, name="drop-session"),
    path("sessions/<int:session_id>/addendum/", sessions.add_addendum, name="add-addendum"),
    path("plans/<int:plan_id>/scores/", scores.scores, name="scores"),
    path(
        "plans/<int:plan_id>/scores/<slug:instrument>.svg", scores.score_chart, name="score-chart"
    ),
    path("plans/<int:plan_id>/baseline/", scores.record_baseline, name="record-baseline"),
    path("plans/<int:plan_id>/follow-ups/new/", follow_ups.add_follow_up, name="add-follow-up"),
    path("follow-ups/<int:follow_up_id>/", follow_ups.follow_up, name="follow-up"),
    path(
        "follow-ups/<int:follow_up_id>/record/",
        follow_ups.record_follow_up,
        name="record-follow-up",
    ),
    path("check-calls/", check_calls.check_calls, name="check-calls"),
    path("check-calls/<int:call_id>/", check_calls.log_check_call, name="log-check-call"),
    path(
        "check-calls/<int:call_id>/triage/", check_calls.triage_check_call, name="triage-check-call"
    ),
    path("plans/<int:plan_id>/summary/", signing.plan_summary, name="plan-summary"),
    path("sessions/<int:session_id>/aftercare/", aftercare.aftercare_sheet, name="aftercare-sheet"),
]
