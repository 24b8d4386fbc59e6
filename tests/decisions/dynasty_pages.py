"""Pages and feeds in the shape a service of Dynasty gives them, in words of our own."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

SITE = "https://paatokset.example.fi:443/cgi/DREQUEST.PHP"


def address(page: str, id_: str = "") -> str:
    return f"{SITE}?page={page}" + (f"&id={id_}" if id_ else "")


def labelled(label: str, text: str) -> str:
    return f"<p><span style='font-weight:bold'>{escape(label)}</span><span> {escape(text)}</span></p>"


def alone(label: str) -> str:
    return f"<p><span style='font-weight:bold'>{escape(label)}</span></p>"


def paragraph(text: str) -> str:
    return f"<p><span>{escape(text)}</span></p>"


def item(
    *content: str,
    id_: str = "2026101-4",
    body: str = "Aluehallitus",
    head: str = "Pöytäkirja 05.10.2026/Pykälä 98",
    attachments: Sequence[tuple[str, str]] = (),
    charset: str = "utf-8",
) -> bytes:
    """The page of an item. `attachments`: titles with the ends of their files' names, "" for one without."""
    rows = "".join(
        f"<tr><td>Liite {number}</td><td>"
        + (f"<a href='../kokous/{id_}-{file}.PDF'>{escape(title)}</a>" if file else escape(title))
        + "</td>"  # </tr> is missing, as it is there
        for number, (title, file) in enumerate(attachments, start=1)
    )
    page = f"""<!DOCTYPE html>
<html><head><title>Dynasty tietopalvelu</title></head><body>
<div class='data-part page-title'><h1>{escape(body)}</h1><h2>{escape(head)}</h2></div>
<div class='data-part page-navigation'>
<a href='DREQUEST.PHP?page=meetingitem&id=2026101-3'>Edellinen asia</a> |
<a href='DREQUEST.PHP?page=meetingitem&amp;id=2026101-5'>Seuraava asia</a>
<a href='../kokous/{id_}.HTM'>Muutoksenhakuohje</a>
<a class='' target='_blank' href='../kokous/{id_}.PDF'>Kokousasia PDF-muodossa</a></div>
<div class='data-part attachments'><table>{rows}</table></div>
<div class='data-part meetingitem'><div class='data-part-block-htm'><div>
{"".join(content)}
</div></div></div>
</body></html>"""
    return page.encode(charset, "xmlcharrefreplace")


def minutes(
    *,
    id_: str = "2026101-4",
    section: int = 98,
    title: str = "Lähipalvelujen verkon tarkistaminen",
    diary: str = "412/00.01.02/2026",
    decision: str = "Aluehallitus hyväksyi ehdotuksen.",
    **more: str,
) -> bytes:
    """An item with every field, in an order of one customer."""
    return item(
        paragraph(f"§ {section}"),
        alone(title),
        f"<p><span>AH</span> <span>05.10.2026</span> <span>§ {section}</span></p>",
        f"<p><span>{diary}</span></p>",
        paragraph("Hyvinvointilautakunta 14.09.2026 § 31"),
        labelled("Esittelijä", "Johtaja Aino Aalto"),
        labelled("Valmistelija", "Suunnittelija Sulo Saari, puh. 040 123 4567"),
        alone("Tiivistelmä"),
        paragraph("Asemien aukioloa pidennetään kahdessa kunnassa."),
        labelled("Selostus asiasta", "Asemilla käytiin 1 200 kertaa."),
        "<ul><li>pohjoinen</li><li>etelä</li></ul>",
        "<table><tr><th>Asema</th><th>Käyntejä</th></tr><tr><td>Pohjoinen</td><td>700</td></tr>"
        "<tr><td>Etelä</td><td>500</td></tr></table>",
        labelled("Päätösehdotus", "Johtaja Aino Aalto"),
        paragraph("Aluehallitus päättää pidentää aukioloa."),
        alone("Käsittely"),
        paragraph("Keskustelun aikana kysyttiin kustannuksista."),
        alone("Päätös"),
        paragraph(decision),
        alone("Täytäntöönpano"),
        paragraph("Ote toimialalle."),
        alone("Muutoksenhaku"),
        paragraph("Päätökseen voi hakea muutosta oikaisuvaatimuksella."),
        id_=id_,
        head=f"Pöytäkirja 05.10.2026/Pykälä {section}",
        attachments=(("Verkkosuunnitelma", "501"), ("Sopimusluonnos (ei julkinen)", "")),
        **more,
    )


def agenda(
    *, id_: str = "2026101-4", title: str = "Lähipalvelujen verkon tarkistaminen", number: int = 7
) -> bytes:
    """The same item before the meeting."""
    return item(
        alone(title),
        "<p><span>Aluehallitus</span> <span>05.10.2026</span></p>",
        "<p><span>412/00.01.02/2026</span></p>",
        labelled("Valmistelija", "Suunnittelija Sulo Saari"),
        labelled(
            "Päätösehdotus", "Aluehallitus päättää pidentää aukioloa ja tiedottaa siitä kaikille asukkaille."
        ),
        id_=id_,
        head=f"Esityslista 05.10.2026/Asianro {number}",
    )


def meeting(
    *items: tuple[str, str], body: str = "Aluehallitus", head: str = "Pöytäkirja 05.10.2026", more: str = ""
) -> bytes:
    """The page of a meeting: ids and titles of its items."""
    rows = "".join(
        "<tr><td class='icon_protocol'></td><td>"
        f"<a href='DREQUEST.PHP?id={id_}&page=meetingitem'>{escape(title)}</a></td>"
        for id_, title in items
    )
    return (
        f"<html><body><h1>{escape(body)}</h1><h2>{head}</h2>{more}"
        f"<table><tbody>{rows}</tbody></table></body></html>"
    ).encode()


def meetings(*ids: str, day: str = "05.10.2026", kind: str = "Pöytäkirja") -> bytes:
    """The page that lists the meetings of a body."""
    rows = "".join(
        f"<tr><td><a href='DREQUEST.PHP?page=meeting&id={id_}'>{day}</a></td><td>{kind}</td></tr>"
        for id_ in ids
    )
    return f"<html><body><table>{rows}</table></body></html>".encode()


def frames(*bodies: tuple[str, str]) -> bytes:
    """The page that lists the bodies: ids and names."""
    links = "".join(
        f"<li><a href='DREQUEST.PHP?page=meetings&id={id_}'>{name}</a></li>" for id_, name in bodies
    )
    return f"<html><body><ul>{links}</ul></body></html>".encode()


def feed(
    *entries: tuple[str, str, str, str], page: str = "meetingitem", charset: str = "iso-8859-1"
) -> bytes:
    """A feed: of each entry the body, the day, the title and the id. `&` stands unescaped in CDATA."""
    told = "".join(
        f"<item><title><![CDATA[{body} {day} / {title}]]></title>"
        f"<description><![CDATA[{title}]]></description>"
        f"<link><![CDATA[{address(page, id_)}]]></link></item>"
        for body, day, title, id_ in entries
    )
    return (
        "<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'><channel>"
        "<title><![CDATA[Dynasty]]></title><description><![CDATA[Dynasty - Kokousasiat]]></description>"
        f"<link><![CDATA[{address('meeting_frames')}]]></link>{told}</channel></rss>"
    ).encode(charset)
