const bucketPermissions = {
  GET: "storage.buckets.get",
  PATCH: "storage.buckets.update",
  PUT: "storage.buckets.update",
  DELETE: "storage.buckets.delete",
};
const objectPermissions = {
  GET: "storage.objects.get",
  HEAD: "storage.objects.get",
  PATCH: "storage.objects.update",
  DELETE: "storage.objects.delete",
};
const copy = /^\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)\/(?:rewriteTo|copyTo)\/b\/([^/]+)\/o\/([^/]+)$/;
const bucketPath = /^\/storage\/v1\/b\/([^/]+)\/?$/;
const listPath = /^\/storage\/v1\/b\/([^/]+)\/o\/?$/;
const objectPath = /^(?:\/download)?\/storage\/v1\/b\/([^/]+)\/o\/([^/]+)$/;
const uploadPath = /^\/upload\/storage\/v1\/b\/([^/]+)\/o\/?$/;

/**
 * @typedef {object} Need
 * @property {string} permission
 * @property {string} bucket
 * @property {import("./condition.mjs").Subject} subject
 */

/**
 * What a caller has to be allowed for a call of the storage API.
 *
 * @param {string} method
 * @param {URL} url
 * @returns {Need[] | undefined} none for the parts of an upload that was begun; undefined for what only the owner may
 */
export function needsOf(method, url) {
  const path = url.pathname;
  if (path.startsWith("/upload/resumable/")) return [];
  const [, fromBucket, from, toBucket, to] = names(copy.exec(path));
  if (method === "POST" && to) {
    return [onObject("storage.objects.get", fromBucket, from), onObject("storage.objects.create", toBucket, to)];
  }
  const [, list] = names(listPath.exec(path));
  if (method === "GET" && list) {
    const prefix = url.searchParams.get("prefix") ?? "";
    return [onBucket("storage.objects.list", list, { "storage.googleapis.com/objectListPrefix": prefix })];
  }
  const [, upload] = names(uploadPath.exec(path));
  const name = url.searchParams.get("name");
  if (upload && name) return [onObject("storage.objects.create", upload, name)];
  const [, bucket, key] = names(objectPath.exec(path));
  if (key && objectPermissions[method]) return [onObject(objectPermissions[method], bucket, key)];
  const [, whole] = names(bucketPath.exec(path));
  if (whole && bucketPermissions[method]) return [onBucket(bucketPermissions[method], whole)];
}

const names = (match) => (match ?? []).map((part) => decodeURIComponent(part));

const onBucket = (permission, bucket, attributes = {}) => ({
  permission,
  bucket,
  subject: {
    resource: { name: `projects/_/buckets/${bucket}`, type: "storage.googleapis.com/Bucket" },
    attributes,
  },
});

const onObject = (permission, bucket, key) => ({
  permission,
  bucket,
  subject: {
    resource: { name: `projects/_/buckets/${bucket}/objects/${key}`, type: "storage.googleapis.com/Object" },
    attributes: {},
  },
});
