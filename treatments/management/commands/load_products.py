from typing import Any

from django.core.management.base import BaseCommand

from treatments.actions.products import load_products


class Command(BaseCommand):
    help = "Bring the product list up to the products that come with Prolo."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Product list: {load_products()}.")
