import { isDeepStrictEqual } from "node:util";
import { Run } from "../../sdk/src/engine/run";
import { definitions } from "../../sdk/src/provider";
import { DynamicProvider } from "../../sdk/src/provider/dynamic";
import { stub } from "../../sdk/src/provider/stub";

type Properties = Record<string, any>;

interface Stored {
  id: string;
  inputs: Properties;
  outs: Properties;
}

/** What an `up` did. */
export type Step = "created" | "unchanged" | "updated" | "replaced";

/**
 * Takes one resource through the steps of Pulumi's engine, in its order and with its rules, by calling the provider
 * the way the dynamic provider host does: through JSON, with outputs that replace the state.
 */
export class SmallEngine {
  stored: Stored | undefined;

  /** @param run the run that all its steps belong to; each step is one of its own when left out */
  constructor(
    readonly kind: string,
    readonly config: Record<string, string>,
    readonly run?: Run,
  ) {}

  /** @returns the reasons why it is refused */
  async check(inputs: Properties): Promise<string[]> {
    return (await this.#check(inputs, this.#begin())).reasons;
  }

  async preview(inputs: Properties): Promise<{ changes: boolean; replaces: string[] }> {
    const { id, outs } = this.stored!;
    const provider = this.#begin();
    const checked = await this.#checked(inputs, provider);
    const { changes, replaces } = await provider.diff(id, outs, checked);
    return { changes: changes ?? !isDeepStrictEqual(this.stored!.inputs, checked), replaces: replaces ?? [] };
  }

  async up(inputs: Properties): Promise<Step> {
    const provider = this.#begin();
    const checked = await this.#checked(inputs, provider);
    if (!this.stored) return this.#create(checked, provider);

    const { id, outs, inputs: before } = this.stored;
    const { changes, replaces, deleteBeforeReplace } = await provider.diff(id, outs, checked);
    if (!(changes ?? !isDeepStrictEqual(before, checked))) {
      this.stored.inputs = checked;
      return "unchanged";
    }
    if (replaces?.length) {
      await this.#replace(checked, deleteBeforeReplace === true, provider);
      return "replaced";
    }
    await this.#update(checked, provider);
    return "updated";
  }

  /** What follows on an operation that broke off: an update, though nothing changes. */
  mend(inputs: Properties): Promise<void> {
    return this.#update(inputs, this.#begin());
  }

  /** What `pulumi up --replace` and `pulumi state taint` lead to: nothing is asked, and the new one is made first. */
  async replace(inputs: Properties): Promise<void> {
    const provider = this.#begin();
    await this.#replace(await this.#checked(inputs, provider), false, provider);
  }

  /** @returns whether the object is still there */
  async refresh(): Promise<boolean> {
    const { id, outs } = this.stored!;
    const found = await this.#begin().read(id, outs);
    this.stored = found.id
      ? { id: found.id, inputs: this.#wire(found.inputs!), outs: this.#wire(found.props!) }
      : undefined;
    return this.stored !== undefined;
  }

  /** What a resource with the option `id` leads to: the program says nothing of the object but its connection. */
  async get(id: string, connection?: string): Promise<Properties> {
    const { props } = await this.#begin().read(id, this.#wire({ connection }));
    this.stored = { id, inputs: {}, outs: this.#wire(props!) };
    return this.stored.outs;
  }

  async destroy(): Promise<void> {
    if (this.stored) await this.#begin().delete(this.stored.id, this.stored.outs);
    this.stored = undefined;
  }

  /** What a run leaves behind that is killed after the call and before the checkpoint. */
  forget(): void {
    this.stored = undefined;
  }

  async #check(inputs: Properties, provider: DynamicProvider): Promise<{ checked: Properties; reasons: string[] }> {
    const { inputs: checked, failures = [] } = await provider.check(this.stored?.inputs ?? {}, this.#wire(inputs));
    return { checked: this.#wire(checked!), reasons: failures.map(({ reason }) => reason) };
  }

  /** Inputs as a check hands them on. */
  async #checked(inputs: Properties, provider: DynamicProvider): Promise<Properties> {
    const { checked, reasons } = await this.#check(inputs, provider);
    if (reasons.length > 0) throw new Error(reasons.join("\n"));
    return checked;
  }

  async #update(inputs: Properties, provider: DynamicProvider): Promise<void> {
    const { id, outs } = this.stored!;
    const updated = await provider.update(id, outs, this.#wire(inputs));
    this.stored = { id, inputs: this.#wire(inputs), outs: this.#wire(updated.outs) };
  }

  #begin(): DynamicProvider {
    const provider = new DynamicProvider(definitions.get(this.kind)!, this.run ?? new Run());
    provider.configure({ config: { get: (key: string) => this.config[key] } } as never);
    return provider;
  }

  async #replace(inputs: Properties, deleteBefore: boolean, provider: DynamicProvider): Promise<void> {
    const { id, outs } = this.stored!;
    // Of an object that replaces another one the engine checks the inputs once more, as those of a new one.
    const { failures } = await provider.check({}, this.#wire(inputs));
    if (failures?.length) throw new Error(failures.map(({ reason }) => reason).join("\n"));
    if (deleteBefore) await provider.delete(id, outs);
    await this.#create(inputs, provider);
    if (!deleteBefore) await provider.delete(id, outs);
  }

  async #create(inputs: Properties, provider: DynamicProvider): Promise<Step> {
    const { id, outs } = await provider.create(this.#wire(inputs));
    this.stored = { id, inputs: this.#wire(inputs), outs: this.#wire(outs) };
    return "created";
  }

  #wire(properties: Properties): Properties {
    return JSON.parse(JSON.stringify({ ...properties, __provider: stub(this.kind) }));
  }
}
