# Reads a calendar with icalendar (PyPI) and says what it found, as JSON.

import json
import sys
from datetime import timedelta

from icalendar import Calendar


def instant(time):
    assert time.utcoffset() == timedelta(0), f"{time} is not in UTC"
    return int(time.timestamp())


found = [
    {
        "uid": str(event["UID"]),
        "start": instant(event["DTSTART"].dt),
        "end": instant(event["DTEND"].dt),
        "summary": str(event["SUMMARY"]),
        "description": str(event.get("DESCRIPTION", "")),
        "location": str(event.get("LOCATION", "")),
        "sequence": int(event["SEQUENCE"]),
        "status": str(event["STATUS"]),
        "alarms": [int(alarm["TRIGGER"].dt.total_seconds()) for alarm in event.walk("VALARM")],
    }
    for event in Calendar.from_ical(open(sys.argv[1], "rb").read()).walk("VEVENT")
]
print(json.dumps(found))
