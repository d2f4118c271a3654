"""`records.json`: the current records and the fate of every file, exactly as the contract has it."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pipeline.model import FileRow, Flag, Partner, Record, Request
from pipeline.output.clean import by_number
from pipeline.output.view import OutboxView
from pipeline.programme import Programme


def records_json(view: OutboxView, programme: Programme) -> bytes:
    """Return `records.json`. The order of records and files is that of their names, never that of arrival."""
    data = {
        "programme": str(programme.year),
        "generated": _moment(view.run_started, programme),
        "records": [_record(record, programme) for record in in_order(view.records)],
        "files": [_file(row) for row in files_in_order(view.files)],
    }
    # A lone surrogate (half a character, from a damaged form) has no bytes in UTF-8.
    return by_number(json.dumps(data, ensure_ascii=False, indent=1)).encode("utf-8") + b"\n"


def same_but_for_the_time(old: bytes, new: bytes) -> bool:
    """Return whether two `records.json` differ in nothing but when they were generated."""
    try:
        before, after = json.loads(old), json.loads(new)
    except ValueError:
        return False
    if not isinstance(before, dict):
        return False
    return bool({**before, "generated": None} == {**after, "generated": None})


def in_order(records: tuple[Record, ...]) -> list[Record]:
    """Return the records by the name of their school, and by id where names are the same."""
    return sorted(records, key=lambda record: ((record.expression.school.name or "~").casefold(), record.id))


def files_in_order(files: tuple[FileRow, ...]) -> list[FileRow]:
    """Return the file rows by when they were received, then by name, a container before its members."""
    return sorted(files, key=lambda row: (row.received, row.file, row.inside or "", row.sha256, row.record or ""))


def _record(record: Record, programme: Programme) -> dict[str, Any]:
    held, source = record.expression, record.form.source
    return {
        "id": record.id,
        "source": {
            "file": source.file,
            "inside": source.inside,
            "sha256": source.sha256,
            "received": _moment(source.received, programme),
            "format": record.form.answers.format,
        },
        "school": {"name": held.school.name, "as_written": held.school.as_written, "urn": held.school.urn},
        "telephones": list(held.telephones),
        "emails": list(held.emails),
        "headteacher": {
            "name": held.headteacher.name,
            "title": held.headteacher.title,
            "given": held.headteacher.given,
            "family": held.headteacher.family,
        },
        "comments": held.comments,
        "requests": [request_as_json(each) for each in held.requests],
        "fallbacks": [request_as_json(each) for each in held.fallbacks],
        "excluded_years": list(held.excluded_years),
        "partners": [partner_as_json(each) for each in held.partners],
        "kinds": list(held.kinds),
        "other_wishes": list(held.other_wishes),
        "near_year_ok": held.near_year_ok,
        "alternative_years": list(held.alternative_years),
        "signed": {"present": held.signed.present, "name": held.signed.name},
        "date": held.date.isoformat() if held.date else None,
        "edition": held.edition,
        "flags": [flag_as_json(each) for each in record.flags],
        "state": record.state.value,
    }


def request_as_json(asked: Request) -> dict[str, Any]:
    """Return a request as the contract writes it."""
    return {"years": list(asked.years), "mixed": asked.mixed, "classes": asked.classes}


def partner_as_json(partner: Partner) -> dict[str, Any]:
    """Return a partner as the contract writes it."""
    return {"name": partner.name, "relation": partner.relation.value}


def flag_as_json(flag: Flag) -> dict[str, Any]:
    """Return a flag as the contract writes it; a suggestion is its value alone."""
    return {
        "code": flag.code,
        "severity": flag.severity.value,
        "field": flag.field,
        "message": flag.message,
        "evidence": flag.evidence,
        "suggestions": [suggestion.value for suggestion in flag.suggestions],
    }


def _file(row: FileRow) -> dict[str, Any]:
    return {
        "file": row.file,
        "inside": row.inside,
        "sha256": row.sha256,
        "outcome": row.outcome.value,
        "reason": row.reason,
        "record": row.record,
    }


def _moment(value: datetime, programme: Programme) -> str:
    return value.astimezone(programme.programme.time_zone).isoformat(timespec="seconds")
