import { Run } from "../../sdk/src/engine/run";
import { definitions } from "../../sdk/src/provider";
import { dynamicBinding, type EngineBinding, type EngineProvider, type Stored } from "./engine-bindings";

type Properties = Record<string, any>;

/** What an `up` did. */
export type Step = "created" | "unchanged" | "updated" | "replaced";

/**
 * Takes one resource through the steps of Pulumi's engine, in its order and with its rules.
 */
export class SmallEngine {
  stored: Stored | undefined;

  /**
   * @param run the run that all its steps belong to; each step is one of its own when left out
   * @param binding how the provider is asked
   */
  constructor(
    readonly kind: string,
    readonly config: Record<string, string>,
    readonly run?: Run,
    readonly binding: EngineBinding = dynamicBinding,
  ) {}

  /** @returns the reasons why it is refused */
  async check(inputs: Properties): Promise<string[]> {
    return (await this.#check(inputs, this.#begin())).reasons;
  }

  async preview(inputs: Properties): Promise<{ changes: boolean; replaces: string[] }> {
    const provider = this.#begin();
    const { changes, replaces } = await provider.diff(this.stored!, await this.#checked(inputs, provider));
    return { changes, replaces };
  }

  async up(inputs: Properties): Promise<Step> {
    const provider = this.#begin();
    const checked = await this.#checked(inputs, provider);
    if (!this.stored) return this.#create(checked, provider);

    const { changes, replaces, deleteBeforeReplace } = await provider.diff(this.stored, checked);
    if (!changes) {
      this.stored.inputs = checked;
      return "unchanged";
    }
    if (replaces.length > 0) {
      await this.#replace(checked, deleteBeforeReplace, provider);
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
    this.stored = await this.#begin().read(this.stored!);
    return this.stored !== undefined;
  }

  /** What a resource with the option `id` leads to: the program says nothing of the object but its connection. */
  async get(id: string, connection?: string): Promise<Properties> {
    const found = await this.#begin().read({ id, inputs: { connection }, outs: { connection } });
    this.stored = { id, inputs: {}, outs: found!.outs };
    return this.stored.outs;
  }

  async destroy(): Promise<void> {
    if (this.stored) await this.#begin().delete(this.stored);
    this.stored = undefined;
  }

  /** What a run leaves behind that is killed after the call and before the checkpoint. */
  forget(): void {
    this.stored = undefined;
  }

  #check(inputs: Properties, provider: EngineProvider) {
    return provider.check(this.stored?.inputs ?? {}, inputs);
  }

  /** Inputs as a check hands them on. */
  async #checked(inputs: Properties, provider: EngineProvider): Promise<Properties> {
    const { checked, reasons } = await this.#check(inputs, provider);
    if (reasons.length > 0) throw new Error(reasons.join("\n"));
    return checked;
  }

  async #update(inputs: Properties, provider: EngineProvider): Promise<void> {
    const { id } = this.stored!;
    this.stored = { id, inputs, outs: await provider.update(this.stored!, inputs) };
  }

  #begin(): EngineProvider {
    const { kind, config, run = new Run() } = this;
    return this.binding.begin({ definition: definitions.get(kind)!, config: { get: (key) => config[key] }, run });
  }

  async #replace(inputs: Properties, deleteBefore: boolean, provider: EngineProvider): Promise<void> {
    const old = this.stored!;
    // Of an object that replaces another one the engine checks the inputs once more, as those of a new one.
    const { reasons } = await provider.check({}, inputs);
    if (reasons.length > 0) throw new Error(reasons.join("\n"));
    if (deleteBefore) await provider.delete(old);
    await this.#create(inputs, provider);
    if (!deleteBefore) await provider.delete(old);
  }

  async #create(inputs: Properties, provider: EngineProvider): Promise<Step> {
    this.stored = { ...(await provider.create(inputs)), inputs };
    return "created";
  }
}
