import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { stackIdentity } from "../../sdk/src/azure/stack-identity";

const principal = {
  "azure-native:tenantId": "11111111-1111-1111-1111-111111111111",
  "azure-native:clientId": "22222222-2222-2222-2222-222222222222",
  "azure-native:clientSecret": "hush",
};
const variables = {
  ARM_TENANT_ID: "azure-native:tenantId",
  ARM_CLIENT_ID: "azure-native:clientId",
  ARM_CLIENT_SECRET: "azure-native:clientSecret",
} as const;
const before = process.env;
beforeEach(() => {
  process.env = Object.fromEntries(Object.entries(before).filter(([name]) => !name.startsWith("ARM_")));
});
afterAll(() => {
  process.env = before;
});
const identityOf = (config: Record<string, string>) => stackIdentity({ get: (key) => config[key] });

test("a stack with a service principal signs in as that", () => {
  expect(identityOf(principal)).toBeInstanceOf(ClientSecretCredential);
});

test.each(Object.keys(principal))("without %s it signs in as whoever runs it", (missing) => {
  const rest = Object.fromEntries(Object.entries(principal).filter(([key]) => key !== missing));
  expect(identityOf(rest)).toBeInstanceOf(DefaultAzureCredential);
});

test.each(Object.entries(variables))("the variable %s serves where the stack has no %s", (name, key) => {
  const rest = Object.fromEntries(Object.entries(principal).filter(([own]) => own !== key));
  process.env[name] = principal[key];
  expect(identityOf(rest)).toBeInstanceOf(ClientSecretCredential);
});

test("the stack wins over the variables", () => {
  for (const name of Object.keys(variables)) process.env[name] = "not a tenant: /";
  expect(identityOf(principal)).toBeInstanceOf(ClientSecretCredential);
  process.env.ARM_CLIENT_SECRET = "";
  expect(identityOf({})).toBeInstanceOf(DefaultAzureCredential);
});
