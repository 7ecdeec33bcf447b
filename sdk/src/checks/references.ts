/** Whether a text is read as a block by a worker. */
export const isPlaceholder = (text: string): boolean => /^\s*{{.*}}\s*$/.test(text);

/** Of a placeholder of a block: what is wrong with it, as the rest of a line that begins with its name. */
export const faultOfReference = (given: string): string | undefined =>
  isPlaceholder(given) ? undefined : "is not a placeholder of a block; give the block, or its `reference`";

/** Of the id of a block document. */
export const faultOfDocumentId = (given: string): string | undefined =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)
    ? undefined
    : "is not the id of a block document; give the block, or its `documentId`";

/** Whether a value stands for a block that it refers to by the id of the document. */
export const refersToBlock = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "$ref" in value;
