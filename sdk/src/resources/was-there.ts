/** The status of an upsert says little when two run at once, but both times of a new object are taken in one breath. */
export const wasThere = ({ created, updated }: { created: string; updated: string }): boolean =>
  Date.parse(updated) - Date.parse(created) > 1;
