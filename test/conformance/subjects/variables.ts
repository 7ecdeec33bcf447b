import { raw, unique } from "../../support/raw-api";
import type { Subject } from "../subject";

const name = () => unique("variable").replaceAll("-", "_");

export const variableSubjects: Subject[] = [
  {
    kind: "Variable",
    inputs: async () => ({ name: name(), value: { size: 1, list: ["a"] }, tags: ["b", "a"] }),
    changes: { value: null, tags: [] },
    clearable: ["tags"],
    replacement: ["name", name],
    drift: { property: "value", make: (id) => raw("PATCH", `/variables/${id}`, { value: "by hand" }) },
    remove: (id) => raw("DELETE", `/variables/${id}`),
    occupy: (inputs) => raw("POST", "/variables/", { name: inputs.name, value: "theirs" }),
  },
];
