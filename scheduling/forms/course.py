"""What the page of a whole course asks: what would suit, and which times were chosen."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from scheduling.actions.book_course import Choice
from scheduling.chain import Chain
from scheduling.forms.book import OFFER, within_reason
from scheduling.models import Hours, PartOfDay, Site
from scheduling.slots import Offer
from staff.models import User


class WantedForm(forms.Form):
    """What would suit the patient. Sent by GET: nothing in it tells who that is."""

    site = forms.ModelChoiceField(Site.objects.all(), required=False, empty_label=None)
    practitioner = forms.ModelChoiceField(
        User.objects.none(), label="With", required=False, empty_label="As before, else anybody"
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Only on",
        choices=[(number, name[:3]) for number, name in Hours.WEEKDAYS],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    part_of_day = forms.ChoiceField(label="Time of day", choices=PartOfDay.choices, required=False)
    first_day = forms.DateField(
        label="Not before", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = User.objects.physicians()  # type: ignore[attr-defined]

    def clean_first_day(self) -> date | None:
        return within_reason(self.cleaned_data["first_day"])


class CourseForm(forms.Form):
    """The chosen times, one field for each visit that is still to be booked."""

    to_be_agreed = forms.BooleanField(label="The patient still has to agree", required=False)

    def __init__(self, *args: Any, chain: Chain, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chain = chain
        for link in chain.links:
            self.fields[link.key] = forms.CharField(
                label=link.name, required=False, max_length=80, widget=forms.HiddenInput
            )

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        for link in self.chain.links:
            if text := asked.get(link.key):
                try:
                    asked[link.key] = self.offer_in(text)
                except ValidationError as error:
                    self.add_error(link.key, error)
        known = {link.key for link in self.chain.links}
        gone = [name for name in self.data if name.startswith(("session-", "follow-up-"))]
        if set(gone) - known:
            raise ValidationError(
                "The course changed in the meantime: a visit of it is booked or needs none any "
                "more. Look at the times again."
            )
        return asked

    def offer_in(self, text: str) -> Offer:
        match = OFFER.fullmatch(text)
        moment, practitioner, room = match.groups() if match else ("", "0", "0")
        with_whom = self.chain.physicians.get(int(practitioner))
        where = self.chain.rooms.get(int(room))
        if with_whom is None or where is None:
            raise ValidationError("This time is not offered. Choose another one.")
        try:
            starts_at = datetime.strptime(moment, "%Y-%m-%dT%H:%M%z")
        except ValueError as error:
            raise ValidationError("This time is not offered. Choose another one.") from error
        return Offer(starts_at, with_whom.pk, str(with_whom), where.pk, where.name)

    @property
    def picks(self) -> dict[str, Offer]:
        """The times that could be read, by the key of their link."""
        asked = getattr(self, "cleaned_data", {})
        found = {link.key: asked.get(link.key) for link in self.chain.links}
        return {key: offer for key, offer in found.items() if isinstance(offer, Offer)}

    @property
    def choices(self) -> list[Choice]:
        return [
            Choice(
                link=link,
                practitioner=self.chain.physicians[offer.practitioner_id],
                room=self.chain.rooms[offer.room_id],
                starts_at=offer.starts_at,
            )
            for link in self.chain.links
            if (offer := self.picks.get(link.key))
        ]


class StepForm(forms.Form):
    """Which visit is to move one step, and which way."""

    WAYS = ("day-before", "earlier", "later", "day-after", "follow")

    step = forms.RegexField(rf"^[a-z-]+-\d{{1,18}}:({'|'.join(WAYS)})$", max_length=80)

    def clean_step(self) -> tuple[str, str]:
        key, _, way = self.cleaned_data["step"].partition(":")
        return key, way
