"""What the stock pages show: products with what is left of them, lots in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Min, Q, QuerySet

from staff.templatetags.prolo import day, pct
from treatments.catalogue import ALLERGENS, SUBSTANCES
from treatments.mixture import capital
from treatments.models import Lot, Product, Vial
from treatments.shelf import open_vials

SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Badge:
    word: str
    tone: str  # a tone of the look: ok, warn, stop, info, muted


@dataclass(frozen=True, slots=True)
class ProductLine:
    product: Product
    contents: str
    usable: int
    next_expiry: date | None
    badges: tuple[Badge, ...]


def products_kept(today: date, *, show: str = "", words: str = "") -> QuerySet[Product]:
    """Products with how many of their lots are usable, expired, or expire soon.

    `show`: "" those of which a lot was ever received, or "none", "attention", "all",
    "retired".
    """
    on_shelf = Q(lots__recalled_on=None, lots__used_up_at=None)
    usable = on_shelf & Q(lots__expires_on__gte=today)
    rows = Product.objects.annotate(
        all_lots=Count("lots"),
        usable_lots=Count("lots", filter=usable),
        expired_lots=Count("lots", filter=on_shelf & Q(lots__expires_on__lt=today)),
        expiring_lots=Count("lots", filter=usable & Q(lots__expires_on__lte=today + SOON)),
        next_expiry=Min("lots__expires_on", filter=usable),
    )
    if show == "retired":
        rows = rows.exclude(retired_at=None)
    else:
        rows = rows.filter(retired_at=None)
        if show != "all":
            rows = rows.filter(all_lots__gt=0)
    if show == "none":
        rows = rows.filter(usable_lots=0)
    if show == "attention":
        rows = rows.filter(Q(usable_lots=0) | Q(expired_lots__gt=0) | Q(expiring_lots__gt=0))
    for word in words.split():
        rows = rows.filter(name__icontains=word)
    return rows.order_by("name", "id")


def product_lines(products: Iterable[Product], today: date) -> list[ProductLine]:
    """`products` as `products_kept` gives them."""
    return [
        ProductLine(
            product=product,
            contents=contents(product),
            usable=product.usable_lots,  # type: ignore[attr-defined]
            next_expiry=product.next_expiry,  # type: ignore[attr-defined]
            badges=tuple(_warnings(product, today)),
        )
        for product in products
    ]


def _warnings(product: Product, today: date) -> Iterable[Badge]:
    counts = vars(product)
    if product.retired_at is not None:
        yield Badge("Retired", "muted")
    if counts["expired_lots"]:
        yield Badge(f"{_lots(counts['expired_lots'])} expired, not removed", "stop")
    if counts["expiring_lots"]:
        left = (counts["next_expiry"] - today).days
        yield Badge(f"Expires {in_days(left)}", "warn")
    if not counts["usable_lots"] and product.retired_at is None:
        yield Badge("None left", "warn") if counts["all_lots"] else Badge("Not kept", "muted")


def _lots(number: int) -> str:
    return "1 lot" if number == 1 else f"{number} lots"


def in_days(days: int) -> str:
    if days <= 0:
        return "today"
    return "tomorrow" if days == 1 else f"in {days} days"


def counts(today: date) -> dict[str, int]:
    """What the top of the stock page counts; three queries."""
    shelf = Q(recalled_on=None, used_up_at=None, product__retired_at=None)
    found: dict[str, int] = Lot.objects.aggregate(
        expiring=Count("pk", shelf & Q(expires_on__range=(today, today + SOON))),
        expired=Count("pk", shelf & Q(expires_on__lt=today)),
    )
    return found | {
        "open": multi_dose_vials().count(),
        "none_left": products_kept(today, show="none").count(),
    }


def multi_dose_vials() -> QuerySet[Vial]:
    """Opened, not discarded and not empty; the one that was opened first, first."""
    held = F("containers") * F("lot__product__container_ml")
    return (
        open_vials()
        .filter(Q(drawn_ml__lt=held), lot__product__single_dose=False)
        .select_related("lot__product", "opened_by")
        .order_by("opened_at", "id")
    )


def state_of(lot: Lot, today: date) -> Badge:
    if lot.recalled_on is not None:
        return Badge("Recalled", "stop")
    if lot.used_up_at is not None:
        return Badge("Used up", "muted")
    left = (lot.expires_on - today).days
    if left < 0:
        return Badge("Expired", "stop")
    if left <= SOON.days:
        return Badge(f"Expires {in_days(left)}", "warn")
    return Badge("Usable", "ok")


def lots_of(product: Product) -> QuerySet[Lot]:
    """Those on the shelf first, by expiry; the gone ones after them, newest first."""
    return product.lots.order_by(
        F("used_up_at").asc(nulls_first=True), "recalled_on", "expires_on", "id"
    )


def holds(strengths: dict[str, str], stated: Iterable[str] = ()) -> str:
    """ "Dextrose 25%, glycerin 25%, phenol as the lot states", "Water" for nothing at all."""
    parts = [f"{SUBSTANCES[name]} {pct(Decimal(figure))}" for name, figure in strengths.items()]
    parts += [f"{SUBSTANCES[name]} as the lot states" for name in stated if name not in strengths]
    return capital(", ".join(parts)) if parts else "Water"


def contents(product: Product) -> str:
    """What the name of a product may leave out: further substances and allergens."""
    parts = []
    if len({*product.strengths, *product.stated_by_lot}) > 1:
        parts.append(holds(product.strengths, product.stated_by_lot))
    if product.has_epinephrine:
        parts.append("epinephrine")
    if product.allergens:
        parts.append(f"with {allergens_of(product).lower()}")
    return capital(", ".join(parts))


def allergens_of(product: Product) -> str:
    return capital(", ".join(ALLERGENS.get(name, name).lower() for name in product.allergens))


def until(last: date, today: date) -> str:
    """How long an opened vial may be used, in words."""
    left = (last - today).days
    if left < 0:
        return f"Discard: over since {day(last)}"
    return f"{'Last day today' if left == 0 else f'{left} days left'}"
