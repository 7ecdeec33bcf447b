/** A policy of IAM, as JSON text. The same rights always give the same text, so that no preview shows a change of form. */
export type PolicyText = string;

export const policyText = (statements: object[]): PolicyText =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
