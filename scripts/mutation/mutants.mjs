import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Instrumenter } from "@stryker-mutator/instrumenter";

const nothing = () => {};
const levels = ["Trace", "Debug", "Info", "Warn", "Error", "Fatal"];
const log = Object.fromEntries(
  levels.flatMap((name) => [
    [name.toLowerCase(), nothing],
    [`is${name}Enabled`, nothing],
  ]),
);

/** Stryker's mutants of source files. */
const instrument = (files) =>
  new Instrumenter(log).instrument(files, { plugins: null, excludedMutations: [], ignorers: [] });

/** The first mutants of the files, in an order that follows from the seed alone. */
export async function drawMutants(files, seed, count) {
  const sources = new Map(await Promise.all(files.map(async (name) => [name, await readFile(name, "utf8")])));
  const { mutants } = await instrument([...sources].map(([name, content]) => ({ name, content, mutate: true })));
  const starts = new Map([...sources].map(([name, content]) => [name, lineStarts(content)]));
  const placed = mutants.map(({ fileName, location, replacement }) => {
    const [from, to] = [location.start, location.end].map(({ line, column }) => starts.get(fileName)[line] + column);
    const place = `${fileName}:${location.start.line + 1}:${location.start.column + 1}`;
    const original = sources.get(fileName).slice(from, to);
    const order = createHash("sha256").update([seed, place, original, replacement].join(" ")).digest("hex");
    return { fileName, location, replacement, from, to, place, original, order };
  });
  const drawn = placed.sort((a, b) => (a.order < b.order ? -1 : 1)).slice(0, count);
  return drawn.map((mutant) => {
    const content = sources.get(mutant.fileName);
    return { ...mutant, mutated: content.slice(0, mutant.from) + mutant.replacement + content.slice(mutant.to) };
  });
}

/** Where each line of a text begins. */
function lineStarts(content) {
  const starts = [0];
  for (const { length } of content.split("\n")) starts.push(starts.at(-1) + length + 1);
  return starts;
}

/** The sources in a form that counts which mutants a test reaches, and the number that each has there. */
export async function countReached(drawn) {
  const files = Object.entries(Object.groupBy(drawn, ({ fileName }) => fileName)).map(async ([name, mutants]) => {
    return { name, content: await readFile(name, "utf8"), mutate: mutants.map(({ location }) => location) };
  });
  const counting = await instrument(await Promise.all(files));
  const key = ({ fileName, location, replacement }) => JSON.stringify([fileName, location, replacement]);
  const numbers = new Map(counting.mutants.map((mutant) => [key(mutant), mutant.id]));
  return { files: counting.files, numberOf: (mutant) => numbers.get(key(mutant)) };
}
