import { checkCron, checkRRule, checkTime, checkTimeZone } from "../../sdk/src/checks/times";
import { CheckFailures } from "../../sdk/src/engine/check-failures";

type Check = (place: string, text: string, failures: CheckFailures) => void;

function lines(check: Check, text: string): readonly string[] {
  const failures = new CheckFailures();
  check("at", text, failures);
  return failures.lines;
}

test.each<[Check, string]>([
  [checkCron, "0 6 * * *"],
  [checkRRule, "FREQ=DAILY"],
  [checkTime, "2026-01-01T00:00:00+02:00"],
  [checkTime, "2026-01-01"],
  [checkTimeZone, "Europe/Berlin"],
  [checkTimeZone, "UTC"],
  [checkTimeZone, "US/Eastern"],
  [checkTimeZone, "Etc/GMT+1"],
])("%p takes %s", (check, text) => {
  expect(lines(check, text)).toEqual([]);
});

test.each<[Check, string, string]>([
  [checkCron, "0 6 * *", 'has 4 fields; write five, such as "0 6 * * *" for 6:00 every day'],
  [checkRRule, "EVERY=DAY", 'is not a recurrence rule: there is no part EVERY; write it like "FREQ=WEEKLY;BYDAY=MO"'],
  [checkTime, "tomorrow", "is not an ISO 8601 time; write it like 2026-01-01T00:00:00Z"],
  [checkTimeZone, "Europe/Belin", 'is not a known time zone; did you mean "Europe/Berlin"?'],
  [checkTimeZone, "EUROPE/BERLIN", 'is not a known time zone; write "Europe/Berlin"'],
  [checkTimeZone, "us/eastern", "is not a known time zone"],
  [checkTimeZone, "US/eastern", "is not a known time zone"],
  [checkTimeZone, "+01:00", "is not a known time zone"],
  [checkTimeZone, "-01:00", "is not a known time zone"],
  [checkTimeZone, "nowhere at all", "is not a known time zone"],
])("%p refuses %s", (check, text, reason) => {
  expect(lines(check, text)).toEqual([`\`at\` "${text}" ${reason}`]);
});
