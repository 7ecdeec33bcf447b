import type { Document, Pair } from "yaml";

/** Something to say of a place in a file. */
export interface Remark {
  offset: number;
  message: string;
}

/** What cannot be read. What follows a fault of syntax mostly follows from it, so the first stands for all. */
export function faultsOf({ errors, warnings }: Document): Remark[] {
  const remarks = [...errors, ...warnings].map(({ code, pos, message }) => ({ code, offset: pos[0], message }));
  const syntax = remarks.find(({ code }) => code !== "TAG_RESOLVE_FAILED");
  return syntax ? [syntax] : remarks;
}

/** What `yaml` reads and PyYAML does not, and what PyYAML reads otherwise than it looks. */
export function partsOf(document: Document): { faults: Remark[]; warnings: Remark[] } {
  const { isMap, isNode, isScalar, visit } = require("yaml") as typeof import("yaml");
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const anchors = new Set<string>();
  const offsetOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);
  visit(document, {
    Node(place, node) {
      const offset = offsetOf(node);
      const { tag, anchor } = node as { tag?: string; anchor?: string };
      if (tag !== undefined && unsendable.test(tag))
        faults.push({ offset, message: `${tag.replace(/^.*:/, "!!")} is no value that JSON has` });
      if (anchor !== undefined) {
        if (anchors.has(anchor))
          faults.push({ offset, message: `the anchor \`${anchor}\` is there twice; rename one` });
        anchors.add(anchor);
      }
      if (isScalar(node) && place !== "key" && node.type === "PLAIN" && node.source === "<<")
        faults.push({ offset, message: '"<<" is a value only in quotes' });
    },
    Alias(_, { source, range }, ancestors) {
      const isInside = ancestors.some(
        (ancestor) => isNode(ancestor) && "anchor" in ancestor && ancestor.anchor === source,
      );
      if (isInside) faults.push({ offset: range?.[0] ?? 0, message: `*${source} stands in what it stands for` });
    },
    Map(_, { items }) {
      const seen = new Map<string, Pair>();
      for (const pair of items) {
        const { key } = pair;
        if (isMap(key) || (isNode(key) && "items" in key)) {
          faults.push({ offset: offsetOf(key), message: keyFault(String(key)) });
          continue;
        }
        if (isScalar(key) && key.value === null)
          faults.push({ offset: offsetOf(key), message: "a key is missing before `:`, or is null" });
        const text = isScalar(key) ? String(key.source ?? key.value) : String(key);
        if (seen.has(text) && text !== "<<") {
          warnings.push({ offset: offsetOf(key), message: `\`${text}\` is there twice; the last one counts` });
        }
        seen.set(text, pair);
      }
    },
  });
  return { faults, warnings };
}

const unsendable = /^tag:yaml\.org,2002:(binary|set|omap|pairs|python\/.*)$/;

const keyFault = (text: string): string =>
  text.startsWith("{") ? "a placeholder has to be in quotes: '{{ … }}'" : "a list or a mapping cannot be a key";
