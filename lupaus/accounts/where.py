"""Where a request comes from."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of_client(request: HttpRequest) -> str | None:
    """The client's address; None where it is unknown.

    Behind `settings.LUPAUS_PROXIES` proxies it is what the outermost of our own proxies wrote; what stands
    farther left in `X-Forwarded-For` is whatever the client likes.
    """
    told = request.META.get("REMOTE_ADDR", "")
    if settings.LUPAUS_PROXIES:
        header = request.headers.get("X-Forwarded-For", "")
        passed = [part.strip() for part in header.split(",") if part.strip()]
        told = passed[-settings.LUPAUS_PROXIES] if len(passed) >= settings.LUPAUS_PROXIES else told
    try:
        return str(ip_address(told))
    except ValueError:
        return None


_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrome/": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
_SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def name_of_device(told: str) -> str:
    """What a browser says of itself (`User-Agent`), made short: `Firefox, Windows`.

    What is not known stays as it is, at most sixty letters of it: it is whatever the browser likes to say.
    """
    browser = next((name for sign, name in _BROWSERS.items() if sign in told), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in told), "")
    return ", ".join(filter(None, (browser, system))) or told[:60]


def network_of_client(request: HttpRequest) -> str:
    """The address as limits count it: one IPv4 address, or the /64 network an IPv6 client moves in."""
    address = address_of_client(request)
    if address is None:
        return ""
    if isinstance(ip_address(address), IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return address
