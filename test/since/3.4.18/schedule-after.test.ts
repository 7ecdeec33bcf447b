import { testNewerOption } from "../../support/newer-actions";

beforeAll(() => {
  // What a preview says to people.
  jest.spyOn(console, "info").mockImplementation();
});

testNewerOption({ type: "run-deployment" }, { name: "scheduleAfter", wire: "schedule_after", values: [90, 30.5] });
