/** A function that tells whether a value is a resource of the class that it is called on. */
export type IsInstance = <R>(this: { readonly prototype: R }, value: any) => value is R;

/** A class whose resources are known by their type, whichever copy of the package has made them. */
export interface TypedClass {
  /** Type of its resources in state and in policies. */
  readonly __pulumiType: string;
  /** Whether a value is a resource of this class. Policies ask it for an object that has the type alone. */
  readonly isInstance: IsInstance;
}

/** Tells it without the class: policies call it as a function of its own. */
export const isInstanceOf = (isOfClass: (type: string) => boolean): IsInstance =>
  ((value: { __pulumiType?: unknown } | null | undefined): boolean =>
    typeof value?.__pulumiType === "string" && isOfClass(value.__pulumiType)) as IsInstance;
