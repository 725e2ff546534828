/** An id as a command line takes it: one that begins with a dash would be an option. */
export function idArgument(id: string): string {
  return id.startsWith('-') ? `-- ${id}` : id
}
