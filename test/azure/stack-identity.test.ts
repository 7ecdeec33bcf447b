import { ClientSecretCredential, DefaultAzureCredential } from "@azure/identity";
import { stackIdentity } from "../../sdk/src/azure/blob-client";

const principal = {
  "azure-native:tenantId": "11111111-1111-1111-1111-111111111111",
  "azure-native:clientId": "22222222-2222-2222-2222-222222222222",
  "azure-native:clientSecret": "hush",
};
const identityOf = (config: Record<string, string>) => stackIdentity({ get: (key) => config[key] });

test("a stack with a service principal signs in as that", () => {
  expect(identityOf(principal)).toBeInstanceOf(ClientSecretCredential);
});

test.each(Object.keys(principal))("without %s it signs in as whoever runs it", (missing) => {
  const rest = Object.fromEntries(Object.entries(principal).filter(([key]) => key !== missing));
  expect(identityOf(rest)).toBeInstanceOf(DefaultAzureCredential);
});
