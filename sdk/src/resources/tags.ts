/** The server keeps tags as a set: their order is not a difference. */
export const sortedTags = (tags: readonly string[]): string[] => [...new Set(tags)].sort();
