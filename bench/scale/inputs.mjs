/** The inputs of the i-th deployment, variable and secret of a program, which has `i` and `revision`. */
export const deployment = `{
    flow: "bench-flow-" + i,
    name: "bench-deployment-" + i,
    entrypoint: "flows/f" + i + ".py:main",
    path: "/opt/flows",
    enforceParameterSchema: false,
    version: i === 0 ? revision : "1",
    tags: ["bench", "team-" + i % 7],
    parameters: { n: i, name: "x" },
    jobVariables: { env: { A: "1" } },
    schedules: [{ cron: i % 60 + " 3 * * *", timezone: "UTC" }],
  }`;
export const variable = '{ name: "bench_var_" + i, value: i === 0 ? "value-" + revision : "value-" + i }';
export const secret = (value) =>
  `{ name: "bench-secret-" + i, value: ${value('i === 0 ? "s-" + revision : "s-" + i')} }`;
