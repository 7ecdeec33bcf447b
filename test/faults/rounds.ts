const environment = process.env;

const firstSeed = Number(environment.PULUMI_SYNTASK_FAULT_SEED ?? 1);
const rounds = Number(environment.PULUMI_SYNTASK_FAULT_ROUNDS ?? 3);

/**
 * Seeds of the rounds of a test, one each: `npm run test:faults -- --rounds 1 --seed N` repeats the round whose name has N.
 *
 * @param part how many of the rounds that were asked for a test takes, at least one
 */
export const seeds = (part = 1): number[] =>
  Array.from({ length: Math.max(1, Math.round(rounds * part)) }, (_, index) => firstSeed + index);
