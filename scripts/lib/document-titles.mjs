import { Converter, ReflectionKind } from "typedoc";

/** A plugin of TypeDoc: names each page by its title, and not by its file. */
export function load({ converter }) {
  converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const page of project.getReflectionsByKind(ReflectionKind.Document)) {
      const text = page.content.map((part) => part.text).join("");
      page.name = /^# (.+)$/m.exec(text)?.[1].replaceAll("`", "") ?? page.name;
    }
  });
}
