from django.urls import path

from treatments.views import (
    aftercare,
    check_calls,
    consent,
    follow_ups,
    placeholders,
    plans,
    protocols,
    recalls,
    scores,
    session_record,
    sessions,
    sheets,
    signing,
    stock,
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
    # Stock
    path("stock/", stock.stock, name="stock"),
    path("stock/products/new/", stock.add_product, name="add-product"),
    path("stock/products/<int:product_id>/", stock.product, name="product"),
    path("stock/products/<int:product_id>/retire/", stock.retire_product, name="retire-product"),
    path(
        "stock/products/<int:product_id>/bring-back/",
        stock.bring_back_product,
        name="bring-back-product",
    ),
    path("stock/products/<int:product_id>/lots/new/", stock.add_lot, name="add-lot"),
    path("stock/lots/<int:lot_id>/", recalls.lot, name="lot"),
    path("stock/lots/<int:lot_id>/correct/", stock.correct_lot, name="correct-lot"),
    path("stock/lots/<int:lot_id>/put-back/", stock.put_back_lot, name="put-back-lot"),
    path("stock/lots/<int:lot_id>/lift-recall/", recalls.lift_recall, name="lift-recall"),
    path("stock/lots/<int:lot_id>/recall/", recalls.recall_lot, name="recall-lot"),
    path("stock/lots/<int:lot_id>/used-up/", stock.use_up_lot, name="use-up-lot"),
    path("stock/lots/<int:lot_id>/letters/", recalls.recall_letters, name="recall-letters"),
    path("stock/lots/<int:lot_id>/patients.csv", recalls.recall_csv, name="recall-csv"),
    path("stock/vials/", stock.open_vials, name="open-vials"),
    path("stock/vials/<int:vial_id>/discard/", stock.discard_vial, name="discard-vial"),
    # Preparing what is injected
    path("sessions/<int:session_id>/mixes/", placeholders.not_built, name="prepare-mixes"),
    path(
        "sessions/<int:session_id>/mixes/planned/",
        placeholders.not_built,
        name="make-planned-mixes",
    ),
    path("sessions/<int:session_id>/mixes/new/", placeholders.not_built, name="prepare-mix"),
    path("sessions/<int:session_id>/mixes/check/", placeholders.not_built, name="check-mix"),
    path(
        "sessions/<int:session_id>/mixes/elsewhere/",
        placeholders.not_built,
        name="record-outside-doses",
    ),
    path("mixes/<int:mix_id>/discard/", placeholders.not_built, name="discard-mix"),
    path("sessions/<int:session_id>/mixing-sheet.pdf", sheets.mixing_sheet, name="mixing-sheet"),
    path("sessions/<int:session_id>/bench-labels.pdf", sheets.bench_labels, name="bench-labels"),
    # The record, before and after its signature
    path("sessions/<int:session_id>/record/typed/", placeholders.not_built, name="keep-typing"),
    path("sessions/<int:session_id>/void/", placeholders.not_built, name="void-record"),
    path("sessions/<int:session_id>/co-sign/", placeholders.not_built, name="co-sign"),
    path(
        "sessions/<int:session_id>/toxicity-card/",
        placeholders.not_built,
        name="toxicity-card",
    ),
    # Adverse events
    path("adverse-events/", placeholders.not_built, name="adverse-events"),
    path(
        "patients/<int:patient_id>/adverse-events/new/",
        placeholders.not_built,
        name="report-adverse-event",
    ),
    path("adverse-events/<int:event_id>/", placeholders.not_built, name="adverse-event"),
    path(
        "adverse-events/<int:event_id>/follow/",
        placeholders.not_built,
        name="follow-adverse-event",
    ),
    path(
        "adverse-events/<int:event_id>/close/", placeholders.not_built, name="close-adverse-event"
    ),
]
