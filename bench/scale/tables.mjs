import { ratio, table } from "../lib/table.mjs";

/** What each way is compared with: the engine with resources that do nothing. */
const floors = { dynamic: "floor of dynamic", plugin: "floor of plugin" };
const header = ["", "wall", "processor", "to its floor", "memory", "to its floor", "of each process", "calls"];

/** A table for each step, the size of the state, and the calls by route. */
export function tablesOf(results, steps) {
  const parts = steps.map((step) => `### ${step}\n\n${tableOf(results, step)}`);
  return [...parts, `### State\n\n${tableOfStates(results)}`, `### Calls\n\n${tableOfCalls(results, steps)}`].join(
    "\n\n",
  );
}

function tableOf(results, step) {
  const rows = Object.entries(results)
    .filter(([, result]) => result[step])
    .map(([name, { [step]: measured }]) => {
      const floor = results[floors[name]]?.[step];
      const { wall, cpu, memory, processes, calls } = measured;
      return [
        name,
        `${wall.toFixed(1)} s`,
        `${cpu.toFixed(1)} s`,
        floor ? ratio(cpu, floor.cpu) : "",
        megabytes(memory),
        floor ? ratio(memory, floor.memory) : "",
        Object.entries(processes)
          .filter(([, size]) => size > 20)
          .map(([process, size]) => `${process} ${megabytes(size)}`)
          .join(", "),
        String(total(calls)),
      ];
    });
  return table(header, rows);
}

function tableOfStates(results) {
  const rows = Object.entries(results)
    .filter(([, { stateSize }]) => stateSize)
    .map(([name, { stateSize }]) => {
      const floor = results[floors[name]]?.stateSize;
      return [name, `${Math.round(stateSize / 1024)} KB`, floor ? ratio(stateSize, floor) : ""];
    });
  return table(["", "after create", "to its floor"], rows);
}

function tableOfCalls(results, steps) {
  const rows = Object.entries(results).flatMap(([name, result]) =>
    steps.flatMap((step) =>
      Object.entries(result[step]?.calls ?? {}).map(([call, count]) => [name, step, `\`${call}\``, String(count)]),
    ),
  );
  return table(["", "step", "call", "times"], rows);
}

const megabytes = (size) => `${Math.round(size)} MB`;
const total = (calls) => Object.values(calls).reduce((sum, count) => sum + count, 0);
