import * as syntask from "pulumi-syntask";

const pool = syntask.getWorkPoolOutput({ name: "platform" });
const storage = new syntask.GitFlowStorage("flows", { repository: "https://github.com/example/flows.git" });
export const nightly = new syntask.Deployment("nightly", { entrypoint: "etl.py:main", storage, workPool: pool.name });
