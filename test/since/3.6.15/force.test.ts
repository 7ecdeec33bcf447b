import { testNewerOption } from "../../support/newer-actions";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

testNewerOption(
  { type: "change-flow-run-state", state: "FAILED" },
  { name: "force", wire: "force", values: [true, false] },
);
