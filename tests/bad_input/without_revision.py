"""Pages that change a row without `revision`, and why nobody writes over somebody else's there.

A page that starts to change rows without it, or stops, fails test_every_form.py. Which of them
have a text that two could type is in test_lost_update.py.
"""

# What was on the screen goes along under another name: `seen`, or in the button or tick itself.
SEEN = {
    *("set-allergies", "classify-clinic-medicine", "return-referral"),
    *("change-appointment-state", "move-stranded", "accept-entries", "decline-entries"),
}
# Adds a row; the row that changes with it only points there.
ADDS = {
    *("add-allergy", "screen-plan", "screen-session", "record-consent", "review-plan"),
    "receive-referral",
}
# A step that is taken once: the second to come is told that it was taken.
ONE_STEP = {
    *("accept-none-known", "accept-all-entries", "void-entry", "void-scan", "void-record"),
    *("withdraw-consent", "activate-protocol", "retire-protocol", "take-upload"),
    *("match-referral", "register-referred", "refuse-referral", "reopen-referral"),
}
# A button: pressed by two, it is as if one had pressed it.
SAME_AGAIN = {
    *("review-history", "use-up-lot", "put-back-lot", "discard-vial", "mark-messages-told"),
    *("send-messages-again", "revoke-calendar-feed"),
}
OWN_PASSWORD = {"account_change_password"}
WITHOUT_REVISION = SEEN | ADDS | ONE_STEP | SAME_AGAIN | OWN_PASSWORD
