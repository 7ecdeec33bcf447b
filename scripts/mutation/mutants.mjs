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

/** All mutants of the files, in an order that follows from the seed alone. */
export async function drawMutants(files, seed) {
  const sources = new Map(await Promise.all(files.map(async (name) => [name, await readFile(name, "utf8")])));
  const { mutants } = await instrument([...sources].map(([name, content]) => ({ name, content, mutate: true })));
  const drawn = mutants.map(({ fileName, location, replacement }) => {
    const content = sources.get(fileName);
    const [from, to] = [location.start, location.end].map(({ line, column }) =>
      content
        .split("\n")
        .slice(0, line)
        .reduce((sum, { length }) => sum + length + 1, column),
    );
    return {
      fileName,
      location,
      replacement,
      place: `${fileName}:${location.start.line + 1}:${location.start.column + 1}`,
      original: content.slice(from, to),
      mutated: content.slice(0, from) + replacement + content.slice(to),
    };
  });
  const order = ({ place, original, replacement }) =>
    createHash("sha256").update([seed, place, original, replacement].join(" ")).digest("hex");
  return drawn
    .map((mutant) => [order(mutant), mutant])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, mutant]) => mutant);
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
