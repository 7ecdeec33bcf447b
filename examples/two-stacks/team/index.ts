import { resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as syntask from "pulumi-syntask";
import { Pipeline } from "./pipeline";

const stack = pulumi.getStack();
const platform = new pulumi.StackReference(`organization/platform/${stack}`);
const workPool = platform.requireOutput("workPool");
// A name that the server has not is told of in the preview, in one line.
const pool = syntask.getWorkPoolOutput({ name: workPool });

const storage = new syntask.LocalFlowStorage("flows", { path: resolve(__dirname, "flows") });
const common = {
  storage,
  workPool,
  workQueue: platform.requireOutput("nightlyQueue"),
  team: "finance",
  environment: {
    WAREHOUSE_LIMIT: platform.requireOutput("warehouseLimit"),
    WAREHOUSE_PASSWORD: platform.requireOutput("warehousePassword"),
  },
};

const ledger = new Pipeline("ledger", { ...common, entrypoint: "ledger.py:ledger", times: [{ hour: 5 }] });
const invoices = new Pipeline("invoices", {
  ...common,
  entrypoint: "invoices.py:invoices",
  times: [{ hour: 6 }, { hour: 18, minute: 30 }],
});

// What another team maintains in git, with packages of its own, which each run installs.
const forecasts = new syntask.Deployment("forecasts", {
  flow: "forecasts",
  entrypoint: "forecasts.py:forecasts",
  pullSteps: [
    syntask.gitClone({ id: "clone", repository: "https://github.com/example/forecasts.git", branch: "main" }),
    syntask.pipInstallRequirements({ directory: "{{ clone.directory }}" }),
  ],
  workPool,
  tags: ["team:finance"],
});

new syntask.Variable("finance_currency", { value: "EUR", tags: ["team:finance"] });

export const poolType = pool.type;
export const deployments = {
  ledger: ledger.deployment.id,
  invoices: invoices.deployment.id,
  forecasts: forecasts.id,
};
