/** What a worker may do with its folder. */
export type GcsPermissions = "read" | "readWrite";

/** A role, and the condition that limits it to a folder. */
export interface FolderGrant {
  role: string;
  condition?: { title: string; description: string; expression: string };
}

const roles: Record<GcsPermissions, string> = {
  read: "roles/storage.objectViewer",
  readWrite: "roles/storage.objectUser",
};

/**
 * The least that a worker needs for a folder of a bucket. Objects are named by `resource.name`. A listing is a call on
 * the bucket, so it is limited by the prefix that it asks for.
 *
 * @param folder with a slash at its end, or `""` for the whole bucket, which needs no condition
 */
export function folderGrant(bucket: string, folder: string, permissions: GcsPermissions): FolderGrant {
  const role = roles[permissions];
  if (folder === "") return { role };
  const objects = `resource.name.startsWith(${quoted(`projects/_/buckets/${bucket}/objects/${folder}`)})`;
  const listing = `api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith(${quoted(folder)})`;
  return {
    role,
    condition: {
      title: "flow code",
      description: `Objects in ${folder} and their listing`,
      expression: `${objects} || ${listing}`,
    },
  };
}

/** A text in IAM's condition language. */
const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`;
