import { faultOfRecurrence } from "../../sdk/src/checks/recurrence-rule";

test.each([
  ...["FREQ=DAILY", "freq=weekly;byday=mo", "FREQ=DAILY;INTERVAL=2;COUNT=3", "RRULE:FREQ=DAILY RDATE:20260101"],
  ...["FREQ=DAILY;COUNT=-1", "FREQ=DAILY;COUNT=+3", "FREQ=YEARLY;BYEASTER=0", "FREQ=YEARLY;BYWEEKNO=1,-1;WKST=SU"],
  ...[
    "FREQ=MONTHLY;BYDAY=+1MO,-1FR,MO(+1),2TU,TU(2),WE",
    "FREQ=MONTHLY;BYWEEKDAY=TU",
    "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=-1,366",
  ],
  // Times of the day are looked at where a rule is not about hours or less.
  ...["FREQ=DAILY;BYHOUR=23;BYMINUTE=59;BYSECOND=0", "FREQ=HOURLY;BYHOUR=25", "FREQ=SECONDLY;BYSECOND=-1"],
  // Dates.
  ...["RDATE:20260101", "RDATE:20260101,20260102T0600", "RDATE;VALUE=DATE-TIME:20260101T060000Z", "EXDATE:2026-01-01"],
  ...["EXDATE;TZID=Europe/Berlin:20260101T060000", "EXDATE;VALUE=DATE:20260101", "EXRULE:FREQ=DAILY"],
  ...["DTSTART;TZID=Europe/Berlin:20260101T060000\nRRULE:FREQ=DAILY", "DTSTART;VALUE=DATE-TIME:20260101\nFREQ=DAILY"],
  // A zone in the start and in the end, or in neither.
  "DTSTART:20260101T000000Z\nRRULE:FREQ=DAILY;UNTIL=20270101T000000Z",
  "DTSTART:20260101\nRRULE:FREQ=DAILY;UNTIL=20270101",
  "DTSTART:2026-01-01\nRRULE:FREQ=DAILY;UNTIL=20270101",
  "DTSTART;TZID=Europe/Berlin:20260101T000000\nRRULE:FREQ=DAILY;UNTIL=20270101T000000+0100",
  `FREQ=DAILY;BYMONTHDAY=${"1,".repeat(3238)}1`,
])("%j is taken", (text) => {
  expect(faultOfRecurrence(text)).toBeUndefined();
});

test.each([
  ["", '"" is no part such as FREQ=DAILY'],
  ["FREQ=DAILY=1", '"FREQ=DAILY=1" is no part such as FREQ=DAILY'],
  ["EVERY=DAY", "there is no part EVERY"],
  ["FREQ=OFTEN", 'FREQ cannot be "OFTEN"'],
  ["COUNT=3", "it has no FREQ"],
  ["DTSTART:20260101", "it has no rule"],
  ["FOO:1", 'it has the line "FOO"; RRULE, RDATE, EXRULE, EXDATE and DTSTART are known'],
  ["RRULE;X=1:FREQ=DAILY", 'RRULE takes no "X=1"'],
  ["RRULE:FREQ=DAILY\nEXRULE:FREQ=X", 'FREQ cannot be "X"'],
  ["FREQ=DAILY;INTERVAL=0", 'INTERVAL cannot be "0"'],
  ["FREQ=DAILY;INTERVAL=1.5", 'INTERVAL cannot be "1.5"'],
  ["FREQ=DAILY;COUNT=x", 'COUNT cannot be "X"'],
  ["FREQ=DAILY;WKST=XX", 'WKST cannot be "XX"'],
  ["FREQ=DAILY;UNTIL=20271301", 'UNTIL cannot be "20271301"'],
  ["FREQ=DAILY;UNTIL=20270230", 'UNTIL cannot be "20270230"'],
  ["FREQ=DAILY;UNTIL=soon", 'UNTIL cannot be "SOON"'],
  ["FREQ=DAILY;BYMONTH=1,", 'BYMONTH cannot be "1,"'],
  ["FREQ=DAILY;BYDAY=MO,", 'BYDAY cannot be "MO,"'],
  ["FREQ=DAILY;BYDAY=0MO", 'BYDAY cannot be "0MO"'],
  ["FREQ=DAILY;BYDAY=MO(0)", 'BYDAY cannot be "MO(0)"'],
  ["FREQ=DAILY;BYDAY=1MO(1)", 'BYDAY cannot be "1MO(1)"'],
  ["FREQ=DAILY;BYDAY=XX", 'BYDAY cannot be "XX"'],
  ["FREQ=DAILY;BYWEEKDAY=XX", 'BYWEEKDAY cannot be "XX"'],
  ["FREQ=DAILY;BYSETPOS=0", 'BYSETPOS cannot be "0"; write -366 to 366, without 0'],
  ["FREQ=DAILY;BYSETPOS=1,-367", 'BYSETPOS cannot be "1,-367"; write -366 to 366, without 0'],
  ["FREQ=DAILY;BYHOUR=24", 'BYHOUR cannot be "24"; write 0 to 23'],
  ["FREQ=DAILY;BYHOUR=1,-1", 'BYHOUR cannot be "1,-1"; write 0 to 23'],
  ["FREQ=DAILY;BYMINUTE=60", 'BYMINUTE cannot be "60"; write 0 to 59'],
  ["FREQ=DAILY;BYSECOND=60", 'BYSECOND cannot be "60"; write 0 to 59'],
  ["DTSTART:20260101\nFREQ=DAILY;UNTIL=20270101T000000Z", "DTSTART and UNTIL have to have a zone both, or none"],
  [
    "DTSTART;TZID=Europe/Berlin:20260101\nFREQ=DAILY;UNTIL=20270101",
    "DTSTART and UNTIL have to have a zone both, or none",
  ],
  ["DTSTART:20260101,20260102\nFREQ=DAILY", "it has more than one DTSTART"],
  ["DTSTART;X=1:20260101\nFREQ=DAILY", 'DTSTART takes no "X=1"'],
  ["RDATE;VALUE=DATE:20260101", 'RDATE takes no "VALUE=DATE"'],
  ["RDATE;TZID=Europe/Berlin:20260101", 'RDATE takes no "TZID=EUROPE/BERLIN"'],
  ["EXDATE;TZID=Europe/Berlin:20260101T060000Z", "EXDATE has a zone in its date beside TZID; write one of them"],
  ["RDATE:20260101,x", 'RDATE cannot be "X"; write dates such as 20260101T060000Z'],
  ["RDATE:", 'RDATE cannot be ""; write dates such as 20260101T060000Z'],
  [`FREQ=DAILY;BYMONTHDAY=${"1,".repeat(3300)}1`, "it has 6623 characters, and the server takes 6500"],
])("%j is refused", (text, reason) => {
  const example = reason.includes("; write ") ? "" : '; write it like "FREQ=WEEKLY;BYDAY=MO"';
  expect(faultOfRecurrence(text)).toBe(`"${text}" is not a recurrence rule: ${reason}${example}`);
});
