import type { ScalarTag } from "yaml";

/*
 * Scalars as PyYAML reads them, by which project files are read: neither YAML 1.1 nor 1.2 to the letter.
 * `1234e56` is text there, `0777` is octal and `1:30` counts seconds. A time is left as it is written.
 */

const prefix = "tag:yaml.org,2002:";

const booleans: Record<string, boolean> = { yes: true, no: false, true: true, false: false, on: true, off: false };

const wholeNumber =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const decimal =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const scalar = (name: string, tag: Pick<ScalarTag, "resolve"> & { test?: RegExp }): ScalarTag => ({
  tag: prefix + name,
  default: tag.test !== undefined,
  ...tag,
});

type Report = (message: string) => void;

const nothing = scalar("null", { test: /^(?:~|null|Null|NULL)?$/, resolve: () => null });

const flag = scalar("bool", {
  test: /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  resolve: (text, report) => booleans[text.toLowerCase()] ?? notOf("a boolean", text, report),
});

/** Of what is marked with `!!int` or `!!float`, too, whatever it looks like. */
const integer = (test?: RegExp) => scalar("int", { test, resolve: readInteger });
const float = (test?: RegExp) => scalar("float", { test, resolve: readDecimal });

/** PyYAML has a type for a lone `=`, and nothing that reads it. */
const value = scalar("value", {
  test: /^=$/,
  resolve: (text, report) => notOf("a value, unless it is in quotes", text, report),
});

const time = scalar("timestamp", { resolve: (text) => text });

/** For `yaml`, beside its mappings, lists and texts. */
export const scalarTags: ScalarTag[] = [
  nothing,
  flag,
  integer(wholeNumber),
  float(decimal),
  value,
  time,
  ...[scalar("null", { resolve: () => null }), scalar("bool", { resolve: flag.resolve }), integer(), float()],
];

function readInteger(text: string, report: Report): unknown {
  const { sign, digits } = signed(text);
  const number = sign * wholeOf(digits);
  if (Number.isNaN(number)) return notOf("a whole number", text, report);
  if (!Number.isSafeInteger(number)) report(`${text} has more digits than a number can hold here; write it in quotes`);
  return number;
}

function wholeOf(digits: string): number {
  if (/^0b[01]+$/.test(digits)) return Number(digits);
  if (/^0x[0-9a-f]+$/.test(digits)) return Number(digits);
  if (digits.includes(":")) return sexagesimal(digits);
  if (/^0[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  return /^(?:0|[1-9]\d*)$/.test(digits) ? Number(digits) : Number.NaN;
}

function readDecimal(text: string, report: Report): unknown {
  const { sign, digits } = signed(text);
  if (/^\.?(inf|nan)$/.test(digits)) {
    report(`${text} is no number that JSON has; write it in quotes, or a number`);
    return undefined;
  }
  const number = sign * (digits.includes(":") ? sexagesimal(digits) : numberOf(digits));
  if (Number.isNaN(number)) return notOf("a number", text, report);
  if (!Number.isFinite(number)) report(`${text} is larger than a number can be; write it in quotes`);
  return number;
}

const numberOf = (digits: string): number =>
  /^(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/.test(digits) ? Number(digits) : Number.NaN;

/** `1:30` is a minute and a half. */
const sexagesimal = (digits: string): number => digits.split(":").reduce((sum, part) => sum * 60 + numberOf(part), 0);

function signed(text: string): { sign: 1 | -1; digits: string } {
  const digits = text.replaceAll("_", "").toLowerCase();
  return { sign: digits.startsWith("-") ? -1 : 1, digits: digits.replace(/^[-+]/, "") };
}

function notOf(kind: string, text: string, report: Report): undefined {
  report(`"${text}" is not ${kind}`);
  return undefined;
}
