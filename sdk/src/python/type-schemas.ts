import type { Json } from "../engine/definition.js";
import { changingSince } from "./schema-versions.js";

/** A JSON schema. `{}` is any value. */
export type Schema = { [key: string]: Json };

const list: Schema = { items: {}, type: "array" };
const unique: Schema = { items: {}, type: "array", uniqueItems: true };
const mapping = changingSince("3.4.0", { type: "object" }, { additionalProperties: true });
const text = (format: string, more: Schema = {}): Schema => ({ format, type: "string", ...more });
const url = text("uri", { minLength: 1 });
/** Times of a library that newer servers do without. */
const former = (schema: Schema): Schema => changingSince("3.4.0", schema, { format: null, type: null });
const secret = text("password", { writeOnly: true });

/** Types that need no other, by their full name, as the server's library describes them. */
export const plainTypes: Record<string, Schema> = {
  "builtins.int": { type: "integer" },
  "builtins.float": { type: "number" },
  "builtins.str": { type: "string" },
  "builtins.bool": { type: "boolean" },
  "builtins.bytes": text("binary"),
  "builtins.complex": { type: "string" },
  "builtins.list": list,
  "builtins.tuple": list,
  "builtins.set": unique,
  "builtins.frozenset": unique,
  "builtins.dict": mapping,
  "typing.Text": { type: "string" },
  "typing.List": list,
  "typing.Tuple": list,
  "typing.Set": unique,
  "typing.FrozenSet": unique,
  "typing.Dict": mapping,
  "typing.Sequence": list,
  "typing.MutableSequence": list,
  "typing.Iterable": list,
  "typing.Deque": list,
  "typing.Mapping": mapping,
  "typing.MutableMapping": mapping,
  "datetime.datetime": text("date-time"),
  "datetime.date": text("date"),
  "datetime.time": text("time"),
  "datetime.timedelta": text("duration"),
  "pendulum.DateTime": former(text("date-time")),
  "pendulum.Date": former(text("date")),
  "pendulum.Duration": former(text("duration")),
  "uuid.UUID": text("uuid"),
  "decimal.Decimal": { anyOf: [{ type: "number" }, { type: "string" }] },
  "pathlib.Path": text("path"),
  "pathlib.PurePath": text("path"),
  "pathlib.PosixPath": text("path"),
  "re.Pattern": text("regex"),
  "ipaddress.IPv4Address": text("ipv4"),
  "ipaddress.IPv6Address": text("ipv6"),
  "pydantic.HttpUrl": { ...url, maxLength: 2083 },
  "pydantic.AnyUrl": url,
  "pydantic.AnyHttpUrl": url,
  "pydantic.SecretStr": secret,
  "pydantic.SecretBytes": secret,
  "pydantic.PositiveInt": { exclusiveMinimum: 0, type: "integer" },
  "pydantic.NonNegativeInt": { minimum: 0, type: "integer" },
  "pydantic.NegativeInt": { exclusiveMaximum: 0, type: "integer" },
  "pydantic.NonPositiveInt": { maximum: 0, type: "integer" },
  "pydantic.PositiveFloat": { exclusiveMinimum: 0, type: "number" },
  "pydantic.NonNegativeFloat": { minimum: 0, type: "number" },
  "pydantic.NegativeFloat": { exclusiveMaximum: 0, type: "number" },
  "pydantic.NonPositiveFloat": { maximum: 0, type: "number" },
  "pydantic.StrictStr": { type: "string" },
  "pydantic.StrictInt": { type: "integer" },
  "pydantic.StrictBool": { type: "boolean" },
  "pydantic.StrictFloat": { type: "number" },
  "pydantic.UUID4": text("uuid4"),
  "pydantic.FilePath": text("file-path"),
  "pydantic.DirectoryPath": text("directory-path"),
};

/** Types of one inner type, by what they are without it. */
export const collections: Record<string, { schema: Schema; inner: "items" | "additionalProperties" }> = {
  ...Object.fromEntries(
    [
      "builtins.list",
      "typing.List",
      "typing.Sequence",
      "typing.MutableSequence",
      "typing.Iterable",
      "typing.Deque",
    ].map((name) => [name, { schema: { type: "array" }, inner: "items" as const }]),
  ),
  ...Object.fromEntries(
    ["builtins.set", "builtins.frozenset", "typing.Set", "typing.FrozenSet"].map((name) => [
      name,
      { schema: { type: "array", uniqueItems: true }, inner: "items" as const },
    ]),
  ),
  ...Object.fromEntries(
    ["builtins.dict", "typing.Dict", "typing.Mapping", "typing.MutableMapping"].map((name) => [
      name,
      { schema: { type: "object" }, inner: "additionalProperties" as const },
    ]),
  ),
};

/** The name under which the tables above have a type. */
export const typeName = (fullName: string): string =>
  fullName.replace(/^(typing_extensions|collections\.abc)\./, "typing.").replace(/^pydantic\.types\./, "pydantic.");
