import { differingFields } from "./comparison.mjs";

/**
 * What became of each deployment of a file, there and here.
 *
 * @param {{ refused?: string, deployments?: object[] }} sent what `deploy` sends or refuses
 * @param {{ refused?: string[], deployments?: object[] }} planned what is planned here
 * @returns {{ name: string, outcome: string, detail: string }[]}
 */
export function outcomesOf(sent, planned) {
  if (sent.refused) return [{ name: "", ...refusals(sent.refused, planned.refused) }];
  const isRefusedThere = sent.deployments.some(({ refused }) => refused);
  if (planned.refused) {
    const there = sent.deployments.find(({ refused }) => refused)?.refused;
    return [{ name: "", ...refusals(isRefusedThere ? there : undefined, planned.refused) }];
  }
  return sent.deployments.map((one) => ({ name: one.name, ...outcomeOf(one, planned.deployments) }));
}

/** `deploy` stops at the first fault, and a plan lists all of a file: so one refusal stands for the file. */
function refusals(there, here) {
  if (there && here) return { outcome: "refused by both", detail: here[0] };
  return there
    ? { outcome: "refused by deploy alone", detail: there }
    : { outcome: "refused here alone", detail: here.join(" | ") };
}

function outcomeOf(sent, planned) {
  if (sent.refused) return { outcome: "refused by deploy alone", detail: sent.refused };
  const named = planned.filter(({ deployment }) => deployment.name === sent.deployment.name);
  const own = named.find(({ flow }) => flow === sent.flow) ?? named[0];
  if (!own) return { outcome: "missing here", detail: "" };
  const fields = differingFields(sent.deployment, own.deployment);
  if (own.flow !== sent.flow) fields.push("flow");
  if (own.automations !== sent.automations.length) fields.push("automations");
  if (fields.length === 0) return { outcome: "equal", detail: "" };
  return { outcome: own.isRead ? "different" : "unreadable flow", detail: fields.join(", ") };
}
