from uuid import uuid4

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def form_token(context: template.Context) -> SafeString:
    """A hidden field that makes `staff.once` save this form once; kept when the form comes back."""
    request = context.get("request")
    kept = request.POST.get("form_token", "") if request is not None else ""
    return format_html('<input type="hidden" name="form_token" value="{}">', kept or uuid4())
