/**
 * Takes the place of Pulumi's SDK in the executable, which knows the kinds of resources and needs none of their classes: the
 * SDK takes four times as long to load as all the rest. Components get the real one.
 */
export class CustomResource {}
export class ComponentResource {}
export class RunError extends Error {}

/** Here are no resources of a program, and no outputs: what is not known yet is `unknown`. */
const ofNothing = { isInstance: (): boolean => false };
export const Resource = ofNothing;
export const Output = ofNothing;

/** No program is tested with mocks here. */
export class MockMonitor {}
