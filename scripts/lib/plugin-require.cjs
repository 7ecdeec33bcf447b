// Packages of the clouds are installed beside the executable, or beside the program that uses it.
// biome-ignore lint/suspicious/noGlobalAssign: the bundle that follows asks this one
require = ((own) => {
  const folders = [own, require("node:module").createRequire(`${process.cwd()}/`)];
  const first = (name, find) => {
    let missing;
    for (const folder of folders) {
      try {
        folder.resolve(name);
      } catch (error) {
        missing ??= error;
        continue;
      }
      return find(folder);
    }
    throw missing;
  };
  const found = (name) => first(name, (folder) => folder(name));
  return Object.assign(found, own, { resolve: (name) => first(name, (folder) => folder.resolve(name)) });
})(require);
