from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from patients.facts import DATE_SUFFIX, LISTS_REVIEWED
from patients.questionnaire import Settled, sort_questions, spoken
from patients.rules import Answer, Facts, Moment, Policy
from patients.rules.questions import Question
from patients.rules.text import day

ANSWERS = [("yes", "Yes"), ("no", "No"), ("unknown", "Not known")]
_PUBLISHED = Policy()
_LISTS_COMPLETE = {
    Moment.PLAN: "Gone through with the patient; both lists are complete",
    Moment.DAY: "Asked what was started or stopped since last time; both lists are complete",
}


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question as the page shows it: its fields and what was answered last time."""

    question: Question
    field: forms.BoundField
    date_field: forms.BoundField | None
    last: str

    @property
    def harmful(self) -> str:
        """The answer that speaks against treatment: "yes" or "no"."""
        return "yes" if self.question.harmless is Answer.NO else "no"


@dataclass(frozen=True, slots=True)
class QuestionGroup:
    title: str
    questions: list[AskedQuestion]

    @property
    def can_be_denied(self) -> bool:
        """Whether "no" to several of them at once is worth a button."""
        return sum(asked.harmful == "yes" for asked in self.questions) > 1


class ScreeningForm(forms.Form):
    """The questions of one screening. Nothing is preset, and leaving one out means "not known".

    `facts` are those of the chart without answers; `last` the answers of the screening before;
    `also` as in `sort_questions`.
    Pages of the session day show it too: `include "patients/_questions.html"`, then `answers()`.
    """

    def __init__(
        self,
        *args: Any,
        facts: Facts,
        last: Mapping[str, str] | None = None,
        policy: Policy = _PUBLISHED,
        also: Collection[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.last = last or {}
        self.today: date = facts.today
        self.born = facts.birth_date
        self.questions: list[Question]
        self.settled: list[Settled]
        self.questions, self.settled = sort_questions(facts, policy, also)
        for question in self.questions:
            self._add(question)
        self.lists_stamped = facts.medications_reviewed and facts.allergies_reviewed
        if not self.lists_stamped:
            self.fields[LISTS_REVIEWED] = forms.BooleanField(
                label=_LISTS_COMPLETE[facts.moment],
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
                required=False,
            )

    def _add(self, question: Question) -> None:
        self.fields[question.id] = forms.ChoiceField(
            label=question.physician,
            choices=ANSWERS,
            widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
            required=False,
        )
        if not question.asks_date:
            return
        bound = {"min" if question.ahead else "max": self.today.isoformat()}
        self.fields[question.id + DATE_SUFFIX] = forms.DateField(
            label=f"{question.asks_date}, if yes",
            required=False,
            widget=forms.DateInput(
                attrs={"type": "date", "class": "form-control form-control-sm"} | bound,
                format="%Y-%m-%d",
            ),
            error_messages={"invalid": "This is not a date. Write it as 2026-04-12 or 4/12/2026."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for question in self.questions:
            given = cleaned.get(question.id + DATE_SUFFIX)
            if given is None:
                continue
            if problem := self._problem(question, given):
                self.add_error(question.id + DATE_SUFFIX, problem)
            elif cleaned.get(question.id) != "yes":
                self.add_error(
                    question.id, "A date is given below: answer “Yes”, or take the date out."
                )
        return cleaned

    def _problem(self, question: Question, given: date) -> str:
        if question.ahead:
            if given < self.today:
                return "This date is in the past."
            return "This date is too far ahead." if given > _latest(self.today) else ""
        if given > self.today:
            return "This date is in the future."
        if self.born is not None and given < self.born:
            return "This date is before the patient was born."
        return ""

    def groups(self) -> list[QuestionGroup]:
        """The questions in their groups, in the order of the table."""
        by_title: dict[str, list[AskedQuestion]] = {}
        for question in self.questions:
            by_title.setdefault(question.group, []).append(self._asked(question))
        return [QuestionGroup(title, asked) for title, asked in by_title.items()]

    def _asked(self, question: Question) -> AskedQuestion:
        return AskedQuestion(
            question=question,
            field=self[question.id],
            date_field=self[question.id + DATE_SUFFIX] if question.asks_date else None,
            last=self._last_time(question),
        )

    def _last_time(self, question: Question) -> str:
        """`yes, Mon 2 Nov 2026`; nothing where it was not put."""
        said = spoken(self.last, question.id)
        on = self.last.get(question.id + DATE_SUFFIX, "")
        return f"{said}, {day(date.fromisoformat(on))}" if said and on else said

    @property
    def review_field(self) -> forms.BoundField | None:
        return None if self.lists_stamped else self[LISTS_REVIEWED]

    def answers(self) -> dict[str, str]:
        """What `run_screening` takes; a question left out is not in it."""
        given: dict[str, str] = {}
        for question in self.questions:
            if self.cleaned_data.get(question.id):
                given[question.id] = self.cleaned_data[question.id]
            dated = self.cleaned_data.get(question.id + DATE_SUFFIX)
            if dated is not None:
                given[question.id + DATE_SUFFIX] = dated.isoformat()
        if self.lists_stamped or self.cleaned_data.get(LISTS_REVIEWED):
            given[LISTS_REVIEWED] = "yes"
        return given


def _latest(today: date) -> date:
    """Nobody plans an operation for later than this: a slip of the year."""
    return today + timedelta(days=5 * 365)
