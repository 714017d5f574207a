from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, router

from staff.broken_constraints import questions_of


class Checked(models.Model):
    """A row that is validated with few statements: all its constraints are asked in one.

    A form of ten rows with fifteen constraints each would send hundreds. Only those that are
    broken are asked again by themselves, for their messages.
    """

    class Meta:
        abstract = True

    # While it is validated: names of the constraints and unique fields that it breaks, if known.
    _broken: set[str] | None = None

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Rows that are known to be there are not asked for; the database holds every key."""
        super().clean_fields(exclude={*(exclude or ()), *self._known_rows()})

    def _known_rows(self) -> Iterator[str]:
        """Names of the foreign keys whose row was fetched, or was there when this one was saved."""
        for field in self._meta.concrete_fields:
            if not isinstance(field, models.ForeignKey):
                continue
            if field.is_cached(self):
                row = field.get_cached_value(self)
                if row is not None and row.pk is not None and not row._state.adding:
                    yield field.name
            elif not self._state.adding and getattr(self, field.attname) is not None:
                yield field.name

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        left_out = set(exclude or ())
        errors: dict[str, list[ValidationError]] = {}
        try:
            super().full_clean(left_out, validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        # As in Django, only for fields that passed so far.
        left_out |= errors.keys() - {NON_FIELD_ERRORS}
        using = router.db_for_write(type(self), instance=self)
        questions = questions_of(type(self), using)
        self._broken = questions.broken(self, left_out, using) if questions else None
        wanted = (
            (validate_unique, self.validate_unique),
            (validate_constraints, self.validate_constraints),
        )
        try:
            for validate in (each for asked, each in wanted if asked):
                try:
                    validate(exclude=left_out)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
                    left_out |= errors.keys() - {NON_FIELD_ERRORS}
        finally:
            self._broken = None
        if errors:
            raise ValidationError(errors)

    def validate_unique(self, exclude: Collection[str] | None = None) -> None:
        kept = set()
        if self._broken is not None:
            fields = self._meta.concrete_fields
            kept = {f.name for f in fields if f.unique and not f.primary_key} - self._broken
        super().validate_unique(exclude={*(exclude or ()), *kept})

    def get_constraints(self) -> list[tuple[type[models.Model], Sequence[models.BaseConstraint]]]:
        found = super().get_constraints()
        if self._broken is None:
            return found
        return [
            (model, [each for each in own if each.name in self._broken]) for model, own in found
        ]


class Revised(Checked):
    """A row that people edit: each saved change counts up, so that a stale form is noticed."""

    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


def lock_unchanged(row: Any, revision: int) -> Any:
    """Fetch `row` again, locked, and count its revision up; raise if it moved on since `revision`.

    Call inside a transaction. The caller changes fields and saves with
    `update_fields=[..., "revision", "changed_at"]`.
    """
    locked = type(row)._base_manager.select_for_update().get(pk=row.pk)
    if locked.revision != revision:
        raise ValidationError(
            "Somebody else changed this record while you were typing. Nothing was saved; what "
            "you typed is still below. Compare it with the record as it is now and save again.",
            code="stale",
        )
    locked.revision += 1
    return locked
