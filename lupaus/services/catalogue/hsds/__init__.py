"""The catalogue as Open Referral HSDS 3: the Human Services Data Specification, https://docs.openreferral.org.

One language an export: a text that lacks it is in the first language that has it, which an attribute of the
service tells (`link_type` `text-language`). Ids are UUIDs: ours where it is one, else made of it (UUID 5).
"""

from lupaus.services.catalogue.hsds.entities import Told, organization, service, service_line
from lupaus.services.catalogue.hsds.export import written
from lupaus.services.catalogue.hsds.ids import uuid_of
from lupaus.services.catalogue.hsds.schema import VERSION, schema

__all__ = ["VERSION", "Told", "organization", "schema", "service", "service_line", "uuid_of", "written"]
