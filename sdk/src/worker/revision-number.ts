/**
 * Another number for each revision of workers: what tells a cloud's provider that a value has changed that it does not keep.
 *
 * @param workerName what the names of the revision's workers begin with
 */
export const revisionNumber = (workerName: string): number => Number.parseInt(workerName.slice(-7), 16);
