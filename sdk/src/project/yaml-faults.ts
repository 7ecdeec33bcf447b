import type { Document, Node, YAMLMap } from "yaml";

/** Something to say of a place in a file. */
export interface Remark {
  offset: number;
  message: string;
}

/** What cannot be read. What follows a fault of syntax mostly follows from it, so the first stands for all. */
export function faultsOf({ errors, warnings }: Document): Remark[] {
  const remarks = [...errors, ...warnings].map(({ code, pos, message }) => ({
    code,
    offset: pos[0],
    message: code === "MULTIPLE_DOCS" ? "a second document begins here; a project file is one" : message,
  }));
  const syntax = remarks.find(({ code }) => code !== "TAG_RESOLVE_FAILED");
  return syntax ? [syntax] : remarks;
}

/** What `yaml` reads and PyYAML does not, and what PyYAML reads otherwise than it looks. */
export function partsOf(document: Document): { faults: Remark[]; warnings: Remark[] } {
  const { isAlias, isMap, isScalar, visit } = require("yaml") as typeof import("yaml");
  const faults: Remark[] = [];
  const warnings: Remark[] = [];
  const anchors = new Set<string>();
  visit(document, {
    Node(place, node, ancestors) {
      const fault = (message: string): void => void faults.push({ offset: offsetOf(node), message });
      const { tag, anchor } = node as { tag?: string; anchor?: string };
      if (tag !== undefined && unsendable.test(tag)) fault(`${tag.replace(/^.*:/, "!!")} is no value that JSON has`);
      if (anchor !== undefined) {
        if (anchors.has(anchor)) fault(`the anchor \`${anchor}\` is there twice; rename one`);
        anchors.add(anchor);
      }
      if (isScalar(node) && place !== "key" && node.type === "PLAIN" && node.source === "<<")
        fault('"<<" is no value here; write it in quotes');
      if (isAlias(node)) {
        const { source } = node;
        const isInside = ancestors.some((ancestor) => (ancestor as { anchor?: string }).anchor === source);
        if (!anchors.has(source)) fault(`there is no anchor &${source} before *${source}`);
        else if (isInside)
          fault(`*${source} stands inside of what &${source} marks, which would have no end; write it out`);
      }
      if (isMap(node)) checkKeys(node, faults, warnings);
    },
  });
  return { faults, warnings };
}

function checkKeys({ items }: YAMLMap, faults: Remark[], warnings: Remark[]): void {
  const { isCollection, isScalar } = require("yaml") as typeof import("yaml");
  const seen = new Set<string>();
  for (const { key } of items) {
    const offset = offsetOf(key);
    if (isCollection(key)) {
      faults.push({ offset, message: keyFault(String(key)) });
      continue;
    }
    if (isScalar(key) && key.value === null)
      faults.push({ offset, message: "a key is missing before `:`, or is null" });
    const text = isScalar(key) ? String(key.source ?? key.value) : String(key);
    if (seen.has(text) && text !== "<<")
      warnings.push({ offset, message: `\`${text}\` is there twice; the last one counts` });
    seen.add(text);
  }
}

const offsetOf = (node: unknown): number => (node as Node).range?.[0] ?? 0;

const unsendable = /^tag:yaml\.org,2002:(binary|set|omap|pairs|python\/.*)$/;

const keyFault = (text: string): string =>
  text.startsWith("{") ? "a placeholder has to be in quotes: '{{ … }}'" : "a list or a mapping cannot be a key";
