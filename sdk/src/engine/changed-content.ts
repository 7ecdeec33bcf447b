/** A folder in a store, as those who fill it and those who read it both know it. */
export interface ContentPlace {
  /** Bucket or container. */
  container: string;
  /** With a slash at its end, or empty for all of the container. */
  folder: string;
}

interface ChangedContent extends ContentPlace {
  /** What fills it, in a sentence. */
  subject: string;
  readers: Set<string>;
}

/** What changes in stores in one run, so that those who read it, and do not change themselves, can be named. */
export class ChangedContents {
  readonly #changed: ChangedContent[] = [];

  /** @param subject what fills the place, in a sentence */
  add(place: ContentPlace, subject: string): void {
    this.#changed.push({ ...place, subject, readers: new Set() });
  }

  /** @returns a line that says so of one who reads what changes there, and of no more than some of them */
  read(reader: string, { container, folder }: ContentPlace): string | undefined {
    const isIn = (inner: string, outer: string) => inner.startsWith(outer);
    const content = this.#changed.find(
      (one) => one.container === container && (isIn(folder, one.folder) || isIn(one.folder, folder)),
    );
    if (!content || content.readers.has(reader) || content.readers.size > mostReaders) return undefined;
    content.readers.add(reader);
    return `${content.readers.size > mostReaders ? "and others run" : "runs"} the changed files of ${content.subject}`;
  }
}

/** Readers that are named of one content. */
const mostReaders = 5;

/** Those of the run that this process of providers serves. */
export const changedContents = new ChangedContents();
