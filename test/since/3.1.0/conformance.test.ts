import { testRules } from "../../conformance/rules";
import { subjects } from "../../conformance/subjects";
import { dynamicBinding } from "../../support/engine-bindings";

/** Kinds whose part of the API newer servers have changed. */
const changed = ["Automation", "Deployment", "DeploymentSchedule", "TagConcurrencyLimit", "WorkPool"];

testRules(
  dynamicBinding,
  subjects.filter(({ kind }) => changed.includes(kind)),
);
