import { ProjectFile } from "../../sdk/src/project/project-file";

/** What stands in a file, or why it is refused. */
function read(written: string): unknown {
  try {
    return new ProjectFile("syntask.yaml", `a: ${written}\n`).content.a;
  } catch (error) {
    return new Error((error as Error).message.replace("syntask.yaml:1:4: ", ""));
  }
}

test.each<[string, unknown]>([
  ["+12", 12],
  ["-12", -12],
  ["0", 0],
  ["00", 0],
  ["0_", 0],
  ["0777", 511],
  ["-010", -8],
  ["0x1F", 31],
  ["-0x1_0", -16],
  ["0b101", 5],
  ["1_000", 1000],
  ["1__0", 10],
  ["1:30", 90],
  ["-1:30", -90],
  ["1:30:15", 5415],
  ["9007199254740991", 9007199254740991],
  ["!!int '3'", 3],
  ["!!int '0x1F'", 31],
])("%s is the whole number %s", (written, number) => {
  expect(read(written)).toBe(number);
});

test.each<[string, number]>([
  ["1.", 1],
  ["1.5", 1.5],
  ["-1.5", -1.5],
  [".5", 0.5],
  [".5e-1", 0.05],
  ["1.e+3", 1000],
  ["1.5e+3", 1500],
  ["1_0.5", 10.5],
  ["1:30.5", 90.5],
  ["-1:30.5", -90.5],
  ["!!float 3", 3],
  ["!!float '1e3'", 1000],
  ["!!float '1:30'", 90],
])("%s is the number %s", (written, number) => {
  expect(read(written)).toBe(number);
});

test.each([
  ...[
    "1234e56",
    "7e10",
    "1e+3",
    "1.5e3",
    "-.5",
    "08",
    "09",
    "0o17",
    "0xfg",
    "0b12",
    "1:60",
    "01:30",
    "1.0.0",
    "v1",
    ".",
  ],
  ...["y", "n", "oN", "tRUE", "nULL", "inf", "nan", "-.nan", "a=b", "2026-01-01", "2026-01-01T06:00:00Z"],
])("%s is text", (written) => {
  expect(read(written)).toBe(written);
});

test.each<[string, unknown]>([
  ...["yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON", "!!bool 'yes'"].map(
    (written): [string, unknown] => [written, true],
  ),
  ...["no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"].map((written): [string, unknown] => [
    written,
    false,
  ]),
  ...["~", "null", "Null", "NULL", "", "!!null x"].map((written): [string, unknown] => [written, null]),
])("%s is %s", (written, value) => {
  expect(read(written)).toBe(value);
});

test.each([
  ["1105812345678901234", "1105812345678901234 has more digits than a number can hold here; write it in quotes"],
  ["-9007199254740993", "-9007199254740993 has more digits than a number can hold here; write it in quotes"],
  ["1.0e+400", "1.0e+400 is larger than a number can be; write it in quotes"],
  [".inf", ".inf is no number that JSON has; write it in quotes, or a number"],
  ["-.INF", "-.INF is no number that JSON has; write it in quotes, or a number"],
  [".NaN", ".NaN is no number that JSON has; write it in quotes, or a number"],
  ["!!float 'inf'", "inf is no number that JSON has; write it in quotes, or a number"],
  ["0b_", '"0b_" is not a whole number'],
  ["!!int x", '"x" is not a whole number'],
  ["!!int '08'", '"08" is not a whole number'],
  ["!!float x", '"x" is not a number'],
  ["!!bool y", '"y" is not a boolean'],
  ["=", '"=" is not a value, unless it is in quotes'],
])("%s is refused", (written, reason) => {
  const refused = read(written);
  expect(refused).toBeInstanceOf(Error);
  expect((refused as Error).message).toContain(reason);
});
