/** Something the reader of the message can mend: printed as it is, without a stack trace. */
export class Problem extends Error {}

/**
 * Runs a script's main function and turns what it throws into one message and exit code 1.
 *
 * @param {() => Promise<number | void>} main Resolves to the exit code, or to nothing for 0.
 */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
