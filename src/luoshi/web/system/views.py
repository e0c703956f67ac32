"""The first page of this part: the first of its tabs that an account may look at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from luoshi.web.policy import Reach, reach
from luoshi.web.request import account_of, require
from luoshi.web.system.access import TABS


def index(request: HttpRequest) -> HttpResponse:
    """Go to the first tab."""
    for _, name, kind in TABS:
        if reach(account_of(request).roles, kind, "查看") is not Reach.NONE:
            return redirect(name)
    require(request, "单位")
    raise ValueError("who may look at units is sent to them")
