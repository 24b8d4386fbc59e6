"""The doors of files: bringing them into a draft, reading them there, and fetching what was published."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lupaus.accounts.pages import PersonRequest, signed_in
from lupaus.decisions.files import operations, pages
from lupaus.decisions.files.names import safe_name
from lupaus.decisions.files.receiving import Receiver, received_files, receiving, too_big
from lupaus.decisions.files.refused import FileTooBig
from lupaus.decisions.files.serving import send
from lupaus.decisions.meeting.declared import ATTACHMENT, ITEM
from lupaus.decisions.models import Attachment, Item, Upload
from lupaus.web.address import PageRequest
from lupaus.web.clock import real_clock
from lupaus.web.forms import Sent, Typed
from lupaus.web.refusals import NotAllowed, NotFound, Problem, Refused
from lupaus.workspace import operations as workspace
from lupaus.workspace import queries
from lupaus.workspace.rights import WrongState


@csrf_exempt  # the key of the form is asked for in `_bring`, once the files have somewhere to go
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: PersonRequest, work: str) -> HttpResponse:
    """The files of a meeting, and the form that brings more."""
    if request.method != "POST":
        return _page(request, work)
    pages.version_to_show(request.actor, work)  # a stranger's bytes are not received at all
    try:
        with receiving(request) as receiver:
            answer: HttpResponse = _bring(request, work, receiver)
            return answer
    except FileTooBig as refused:
        return _page(request, work, refused.problems, status=refused.status)


@csrf_protect
def _bring(request: PersonRequest, work: str, receiver: Receiver) -> HttpResponse:
    sent = Sent(request)
    if receiver.too_much:
        raise too_big()
    found = received_files(request, "files")
    wish = _Wish(request, work, sent)
    if not found:
        sent.wrong("files", _("Choose a file."))
    if sent.problems:
        return _page(request, work, sent.problems, sent=sent, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    problems: list[Problem] = []
    for received in found:
        try:
            upload = operations.upload_file(
                actor=request.actor, clock=real_clock, work=work, received=received
            )
            wish.attach(upload)
        except (NotFound, NotAllowed, WrongState):
            raise
        except Refused as refused:
            name = safe_name(received.name)
            problems += [Problem(f"{name}: {problem.message}", path="files") for problem in refused.problems]
    if problems:
        taken = len(found) - len({problem.message.partition(": ")[0] for problem in problems})
        return _page(request, work, problems, sent=sent, status=HTTPStatus.UNPROCESSABLE_ENTITY, taken=taken)
    return HttpResponseRedirect(f"{reverse('decisions:files', args=[work])}?done=brought")


class _Wish:
    """What shall become of the files a form brings: attachments of an item, or nothing yet."""

    def __init__(self, request: PersonRequest, work: str, sent: Sent) -> None:
        self.actor, self.work = request.actor, work
        version = pages.version_to_show(request.actor, work)
        content = queries.content(version)
        self.taken = list(version.parts.filter(kind=ATTACHMENT).values_list("slug", flat=True))
        self.item = sent.choice("item", [part.slug for part in content.under(ITEM)])
        self.public = "no" if sent.choice("public", ("yes", "no")) == "no" else "yes"
        self.personal = "yes" if sent.yes("personal") else "no"

    def attach(self, upload: Upload) -> None:
        if not self.item:
            return
        slug = pages.free_slug(upload.name, self.taken)
        self.taken.append(slug)
        workspace.add_part(
            actor=self.actor,
            clock=real_clock,
            work=self.work,
            kind=ATTACHMENT,
            slug=slug,
            parent=self.item,
            content={
                "title": pages.title_of_file(upload.name),
                "file": upload.file_id,
                "public": self.public,
                "personal": self.personal,
            },
        )


@signed_in
@require_POST
def attach(request: PersonRequest, work: str, upload: int) -> HttpResponse:
    """Make a file that is here already an attachment of an item."""
    chosen = operations.upload_to_read(request.actor, work, upload)
    sent = Sent(request)
    wish = _Wish(request, work, sent)
    if not wish.item and not sent.problems:
        sent.wrong("item", _("Choose an item."))
    if sent.problems:
        return _page(request, work, sent.problems, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    wish.attach(chosen)
    return HttpResponseRedirect(f"{reverse('decisions:files', args=[work])}?done=attached")


@signed_in
@require_POST
def drop(request: PersonRequest, work: str, upload: int) -> HttpResponse:
    try:
        operations.drop_upload(actor=request.actor, clock=real_clock, work=work, upload=upload)
    except (NotFound, NotAllowed, WrongState):
        raise
    except Refused as refused:
        return _page(request, work, refused.problems, status=refused.status)
    return HttpResponseRedirect(f"{reverse('decisions:files', args=[work])}?done=dropped")


@signed_in
@require_safe
def draft_file(request: PersonRequest, work: str, upload: int) -> HttpResponse:
    """A file of a draft, for those who work on it."""
    found = operations.upload_to_read(request.actor, work, upload)
    path = operations.path_to_read(found.file)
    return send(request, path, found.file, found.name, private=True)  # type: ignore[return-value]  # a stream


@require_safe
def file(request: PageRequest, item: int, position: int, name: str) -> HttpResponseBase:
    """A public attachment as it was published; of one that was removed, word that it was here."""
    found = Attachment.objects.filter(item=item, position=position).select_related("file", "item").first()
    was_here = found is not None and found.removed_at is not None
    if was_here or Item.objects.filter(pk=item).exclude(gone_at=None).exists():
        return _gone(request, item)
    stored = found.file if found is not None and found.public else None
    if found is None or stored is None or stored.deleted_at is not None or not _is_called(found, name):
        raise NotFound(_("There is no published file here."))
    answer = send(request, operations.path_to_read(stored), stored, name_of(found))
    if found.personal:
        answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer


def name_of(attachment: Attachment) -> str:
    """The name of a published file in its address and on the reader's disk."""
    return attachment.file_name or f"{attachment.position + 1}"


def _is_called(attachment: Attachment, name: str) -> bool:
    """Whether a file goes by that name; one whose source told none goes by any."""
    return not attachment.file_name or name == attachment.file_name


def address_of_file(attachment: Attachment) -> str:
    """The path of a published file in the language that is active; "" where it has none."""
    if not attachment.public or attachment.file_id is None:
        return ""
    return reverse("decisions:file", args=[attachment.item_id, attachment.position, name_of(attachment)])


def _gone(request: PageRequest, item: int) -> HttpResponse:
    there = Item.objects.select_related("meeting").get(pk=item)
    context = {"item": there}
    return render(request, "decisions/files/gone.html", context, status=HTTPStatus.GONE)


def _page(
    request: PersonRequest,
    work: str,
    problems: tuple[Problem, ...] | list[Problem] = (),
    *,
    sent: Sent | None = None,
    status: int = HTTPStatus.OK,
    taken: int = 0,
) -> HttpResponse:
    context: dict[str, object] = {
        "page": pages.files_page(request.actor, work),
        "problems": problems,
        "typed": sent.typed if sent else Typed.kept({}),
        "done": request.address.value("done") or "",
        "taken": taken,
    }
    return render(request, "decisions/files/files.html", context, status=status)
