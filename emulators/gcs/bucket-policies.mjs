import { Refusal } from "./answer.mjs";
import { parseCondition } from "./condition.mjs";

const read = ["storage.objects.get", "storage.objects.list"];
const write = ["storage.objects.create", "storage.objects.delete", "storage.objects.update"];

/** The permissions of the roles that flow storage and its tests use. */
const permissions = {
  "roles/storage.objectViewer": read,
  "roles/storage.objectCreator": ["storage.objects.create"],
  "roles/storage.objectUser": [...read, ...write],
  "roles/storage.objectAdmin": [...read, ...write],
  "roles/storage.legacyBucketReader": ["storage.buckets.get", "storage.objects.list"],
};

/** The settings and the IAM policies of buckets, which the emulator behind does not keep. */
export class BucketPolicies {
  #buckets = new Map();

  /** Seconds until a new policy is in force. At Google it takes some, too. */
  policyDelay = 0;

  /** @param {(email: string) => boolean} accountExists */
  constructor(accountExists) {
    this.accountExists = accountExists;
  }

  /** What of a bucket's settings the emulator forgets. */
  settings = (bucket) => this.#find(bucket).settings;

  keepSettings(bucket, { location, ...settings }) {
    const { iamConfiguration, labels, softDeletePolicy, lifecycle } = settings;
    const kept = { location: location?.toUpperCase(), iamConfiguration, labels, softDeletePolicy, lifecycle };
    const given = Object.entries(kept);
    Object.assign(this.#find(bucket).settings, Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  }

  forget(bucket) {
    this.#buckets.delete(bucket);
  }

  policy(bucket) {
    const { bindings, revision } = this.#find(bucket);
    return { kind: "storage#policy", version: 3, etag: `v${revision}`, bindings };
  }

  setPolicy(bucket, { bindings = [], etag, version }) {
    const found = this.#find(bucket);
    if (etag !== undefined && etag !== `v${found.revision}`) {
      throw new Refusal(412, "At least one of the pre-conditions you specified did not hold.", "conditionNotMet");
    }
    for (const binding of bindings) this.#check(binding, version, found.settings);
    found.bindings = bindings;
    found.revision++;
    const enforce = () => {
      found.enforced = bindings;
    };
    if (this.policyDelay > 0) setTimeout(enforce, this.policyDelay * 1000).unref();
    else enforce();
    return this.policy(bucket);
  }

  /**
   * @param {string} email
   * @param {string} permission
   * @param {string} bucket
   * @param {import("./condition.mjs").Subject} subject
   */
  allows(email, permission, bucket, subject) {
    const member = `serviceAccount:${email}`;
    return this.#find(bucket).enforced.some(
      ({ role, members, condition }) =>
        members.includes(member) &&
        permissions[role]?.includes(permission) &&
        (condition === undefined || parseCondition(condition.expression)(subject)),
    );
  }

  #check({ role, members = [], condition }, version, { iamConfiguration }) {
    if (!permissions[role]) throw new Refusal(400, `Role ${role} is not supported for this resource.`);
    for (const member of members) {
      const [, kind, name] = /^(user|group|domain|serviceAccount|principal|principalSet):(.+)$/.exec(member) ?? [];
      if (!kind) throw new Refusal(400, `Invalid member: ${member}`);
      if (kind === "serviceAccount" && !this.accountExists(name)) {
        throw new Refusal(400, `Service account ${name} does not exist.`);
      }
    }
    if (condition === undefined) return;
    if (version !== 3) throw new Refusal(400, "Conditions need a policy of version 3.");
    if (!iamConfiguration?.uniformBucketLevelAccess?.enabled) {
      throw new Refusal(412, "Conditions need uniform bucket-level access.", "conditionNotMet");
    }
    try {
      parseCondition(condition.expression);
    } catch (error) {
      throw new Refusal(400, `Invalid condition expression: ${error.message}`);
    }
  }

  #find(bucket) {
    const found = this.#buckets.get(bucket) ?? { settings: {}, bindings: [], enforced: [], revision: 1 };
    this.#buckets.set(bucket, found);
    return found;
  }
}
