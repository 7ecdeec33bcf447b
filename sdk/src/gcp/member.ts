/** What is wrong with a member of IAM, as the rest of a line that begins with the name of the arg that has it. */
export function faultOfMember(member: string): string | undefined {
  if (/^[A-Za-z]+:./.test(member)) return undefined;
  return `has "${member}", which names no kind of member; write "serviceAccount:${member}"`;
}
