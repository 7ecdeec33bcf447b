import { provider } from "pulumi-syntask/provider";
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
  readonly #provider;

  constructor(
    readonly kind: string,
    config: Record<string, string>,
  ) {
    this.#provider = provider(kind);
    this.#provider.configure?.({ config: { get: (key: string) => config[key] } } as never);
  }

  async check(inputs: Properties): Promise<string[]> {
    const { failures } = await this.#provider.check!(this.stored?.inputs ?? {}, this.#wire(inputs));
    return failures?.map(({ reason }) => reason) ?? [];
  }

  async preview(inputs: Properties): Promise<{ changes: boolean; replaces: string[] }> {
    const { id, outs } = this.stored!;
    const { changes, replaces } = await this.#provider.diff!(id, outs, this.#wire(inputs));
    return { changes: changes === true, replaces: replaces ?? [] };
  }

  async up(inputs: Properties): Promise<Step> {
    const failures = await this.check(inputs);
    if (failures.length > 0) throw new Error(failures.join("\n"));
    if (!this.stored) return this.#create(inputs);

    const { id, outs } = this.stored;
    const difference = await this.#provider.diff!(id, outs, this.#wire(inputs));
    if (!difference.changes) {
      this.stored.inputs = this.#wire(inputs);
      return "unchanged";
    }
    if (difference.replaces?.length) {
      if (difference.deleteBeforeReplace) await this.#provider.delete!(id, outs);
      await this.#create(inputs);
      if (!difference.deleteBeforeReplace) await this.#provider.delete!(id, outs);
      return "replaced";
    }
    const updated = await this.#provider.update!(id, outs, this.#wire(inputs));
    this.stored = { id, inputs: this.#wire(inputs), outs: this.#wire(updated.outs) };
    return "updated";
  }

  /** @returns whether the object is still there */
  async refresh(): Promise<boolean> {
    const { id, outs } = this.stored!;
    const found = await this.#provider.read!(id, outs);
    this.stored = found.id
      ? { id: found.id, inputs: this.#wire(found.inputs), outs: this.#wire(found.props) }
      : undefined;
    return this.stored !== undefined;
  }

  async destroy(): Promise<void> {
    if (this.stored) await this.#provider.delete!(this.stored.id, this.stored.outs);
    this.stored = undefined;
  }

  /** What a run leaves behind that is killed after the call and before the checkpoint. */
  forget(): void {
    this.stored = undefined;
  }

  async #create(inputs: Properties): Promise<Step> {
    const { id, outs } = await this.#provider.create(this.#wire(inputs));
    this.stored = { id, inputs: this.#wire(inputs), outs: this.#wire(outs) };
    return "created";
  }

  #wire(properties: Properties): Properties {
    return JSON.parse(JSON.stringify({ ...properties, __provider: stub(this.kind) }));
  }
}
