import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Contrib, Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import parseLicense from "spdx-expression-parse";
import { repository } from "./repository.mjs";

const { License, FromNodePackageJson } = Contrib;
const licenses = new License.Factories.LicenseFactory(parseLicense);
const references = new FromNodePackageJson.Factories.ExternalReferenceFactory();
const builder = new FromNodePackageJson.Builders.ComponentBuilder(references, licenses);

/**
 * What is in a bundle, in CycloneDX's JSON. The same bundle gives the same text.
 *
 * @param {string} file The bundle.
 * @param {string[]} inputs Files that it is made of, as seen from the repository.
 * @returns {Promise<string>}
 */
export async function billOfMaterials(file, inputs) {
  const provider = await componentOf("sdk", Enums.ComponentType.Application);
  provider.hashes.set(
    Enums.HashAlgorithm["SHA-256"],
    createHash("sha256")
      .update(await readFile(file))
      .digest("hex"),
  );
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: provider }) });
  const { packages } = JSON.parse(await readFile(join(repository, "package-lock.json"), "utf8"));
  const told = new Set();
  for (const folder of packageFolders(inputs)) {
    const component = await componentOf(folder);
    if (told.has(component.purl)) continue;
    told.add(component.purl);
    const [algorithm, digest] = (packages[folder]?.integrity ?? "").split("-");
    if (algorithm === "sha512") {
      component.hashes.set(Enums.HashAlgorithm["SHA-512"], Buffer.from(digest, "base64").toString("hex"));
    }
    bom.components.add(component);
    provider.dependencies.add(component.bomRef);
  }
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return `${serializer.serialize(bom, { sortLists: true, space: 2 })}\n`;
}

/** The folders of the npm packages that the files are from. */
function packageFolders(inputs) {
  const folders = inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort();
}

async function componentOf(folder, type = Enums.ComponentType.Library) {
  const manifest = JSON.parse(await readFile(join(repository, folder, "package.json"), "utf8"));
  const component = builder.makeComponent(manifest, type);
  component.purl = `pkg:npm/${manifest.name.replace("@", "%40")}@${manifest.version}`;
  component.bomRef.value = component.purl;
  return component;
}
