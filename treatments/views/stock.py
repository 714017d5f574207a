"""The shelf: products, their lots, opened vials. Who got what of a lot is in `recalls`."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from patients.policy import clinic_policy
from staff import clock
from staff.access import requires
from staff.capabilities import Capability
from staff.form_errors import put_errors
from staff.http import StaffRequest, sent
from staff.once import once
from staff.paging import page_of
from treatments import stock_page
from treatments.actions import products as product_actions
from treatments.actions import stock as actions
from treatments.forms.stock import (
    PCT,
    CorrectLotForm,
    ProductForm,
    ReceiveLotForm,
    StockFilter,
)
from treatments.models import Lot, Product, Vial
from treatments.shelf import opened_as
from treatments.views.buttons import press


@requires(Capability.MANAGE_STOCK)
@require_GET
def stock(request: StaffRequest) -> HttpResponse:
    today = clock.today()
    form = StockFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = stock_page.products_kept(today, show=asked.get("show", ""), words=asked.get("q", ""))
    page = page_of(rows, request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "lines": stock_page.product_lines(page, today),
        "counts": stock_page.counts(today),
        "filtered": any(asked.values()),
    }
    return render(request, "treatments/stock.html", context)


@requires(Capability.MANAGE_STOCK)
@require_GET
def open_vials(request: StaffRequest) -> HttpResponse:
    page = page_of(stock_page.multi_dose_vials(), request.GET.get("page"))
    return render(request, "treatments/open_vials.html", {"page": page, "lines": _vial_lines(page)})


def _vial_lines(vials: Any) -> list[dict[str, Any]]:
    today, policy = clock.today(), clinic_policy()
    opened = [opened_as(vial, policy) for vial in vials]
    return [
        {
            "opened": one,
            "until": stock_page.until(one.last_day, today),
            "over": one.days_left(today) < 0,
        }
        for one in opened
    ]


@requires(Capability.MANAGE_STOCK)
@require_GET
def product(request: StaffRequest, product_id: int) -> HttpResponse:
    found = get_object_or_404(Product, pk=product_id)
    today = clock.today()
    page = page_of(stock_page.lots_of(found), request.GET.get("page"))
    vials = stock_page.multi_dose_vials().filter(lot__product=found)
    context = {
        "product": found,
        "holds": stock_page.holds(found.strengths, found.stated_by_lot),
        "allergens": stock_page.allergens_of(found),
        "page": page,
        "lots": [
            {
                "lot": lot,
                "state": stock_page.state_of(lot, today),
                "holds": stock_page.holds(lot.strengths),
            }
            for lot in page
        ],
        "vials": _vial_lines(vials[:20]),
    }
    return render(request, "treatments/product.html", context)


@requires(Capability.MANAGE_STOCK)
@require_http_methods(["GET", "POST"])
@once
def add_product(request: StaffRequest) -> HttpResponse:
    form = ProductForm(sent(request))
    if form.is_valid():
        try:
            made = product_actions.add_product(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            put_errors(error, form, fields={"strengths": "substance_1"})
        else:
            messages.success(request, f"{made} is on the list. Receive its first lot next.")
            return redirect(made)
    return render(request, "treatments/add_product.html", {"form": form})


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def retire_product(request: StaffRequest, product_id: int) -> HttpResponse:
    found = get_object_or_404(Product, pk=product_id)
    return press(
        request,
        found,
        lambda revision: product_actions.retire_product(
            product=found, revision=revision, by=request.user, now=clock.now()
        ),
        f"{found} is retired. Nothing is mixed with it any more.",
    )


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def bring_back_product(request: StaffRequest, product_id: int) -> HttpResponse:
    found = get_object_or_404(Product, pk=product_id)
    return press(
        request,
        found,
        lambda revision: product_actions.bring_back_product(
            product=found, revision=revision, by=request.user
        ),
        f"{found} is in use again.",
    )


@requires(Capability.MANAGE_STOCK)
@require_http_methods(["GET", "POST"])
@once
def add_lot(request: StaffRequest, product_id: int) -> HttpResponse:
    found = get_object_or_404(Product, pk=product_id)
    form = ReceiveLotForm(sent(request), initial={"received_on": clock.today()}, product=found)
    if form.is_valid():
        try:
            made = actions.receive_lot(
                product=found,
                by=request.user,
                now=clock.now(),
                today=clock.today(),
                **form.cleaned_data,
            )
        except ValidationError as error:
            put_errors(error, form, fields=_stated_fields(found))
        else:
            messages.success(request, f"{made} is on the shelf.")
            return redirect(found)
    context = {"form": form, "product": found}
    return render(request, "treatments/add_lot.html", context)


@requires(Capability.MANAGE_STOCK)
@require_http_methods(["GET", "POST"])
@once
def correct_lot(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = get_object_or_404(Lot.objects.select_related("product"), pk=lot_id)
    said = found.percentages()
    initial = {"number": found.number, "expires_on": found.expires_on, "revision": found.revision}
    stated = {PCT + name: said.get(name) for name in found.product.stated_by_lot}
    form = CorrectLotForm(sent(request), initial=initial | stated, product=found.product)
    if form.is_valid():
        try:
            actions.correct_lot(
                lot=found, by=request.user, today=clock.today(), **form.cleaned_data
            )
        except ValidationError as error:
            put_errors(error, form, fields=_stated_fields(found.product), row=found)
        else:
            messages.success(request, "The lot is corrected.")
            return redirect(found)
    context = {"form": form, "product": found.product, "lot": found}
    return render(request, "treatments/correct_lot.html", context)


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def use_up_lot(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = get_object_or_404(Lot.objects.select_related("product"), pk=lot_id)
    actions.use_up_lot(lot=found, by=request.user, now=clock.now())
    messages.success(request, f"{found} is used up and off the shelf.")
    return redirect(found.product)


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def put_back_lot(request: StaffRequest, lot_id: int) -> HttpResponse:
    found = get_object_or_404(Lot.objects.select_related("product"), pk=lot_id)
    actions.put_back_lot(lot=found, by=request.user)
    messages.success(request, f"{found} is back on the shelf.")
    return redirect(found)


@requires(Capability.MANAGE_STOCK)
@require_POST
@once
def discard_vial(request: StaffRequest, vial_id: int) -> HttpResponse:
    found = get_object_or_404(Vial.objects.select_related("lot__product"), pk=vial_id)
    actions.discard_vial(vial=found, by=request.user, now=clock.now())
    messages.success(request, f"The opened {found.lot} is discarded.")
    return redirect("open-vials")


def _stated_fields(product: Product) -> dict[str, str]:
    return {name: PCT + name for name in product.stated_by_lot}
