// Reads a calendar with ical.js (npm) and says what it found, as JSON.

import { readFileSync } from "node:fs";
import { argv } from "node:process";
import { pathToFileURL } from "node:url";

const { default: ICAL } = await import(pathToFileURL(`${argv[2]}/ical.js/dist/ical.js`));

const calendar = new ICAL.Component(ICAL.parse(readFileSync(argv[3], "utf8")));
const instant = (time) => {
  if (time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`${time} is not in UTC`);
  return time.toUnixTime();
};
const found = calendar.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    start: instant(event.startDate),
    end: instant(event.endDate),
    summary: event.summary,
    description: event.description ?? "",
    location: event.location ?? "",
    sequence: event.sequence,
    status: component.getFirstPropertyValue("status"),
    alarms: component.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
  };
});
console.log(JSON.stringify(found));
