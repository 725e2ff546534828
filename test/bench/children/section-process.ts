import { sections } from '../sections/index.js'
import { answerFromProcess } from './process-task.js'

/** Measures one section: `node section-process.js NAME [quick]`. */
await answerFromProcess(async ([name, quick], progress) => {
  const section = sections.find((candidate) => candidate.name === name)
  if (section === undefined) throw new Error(`there is no section "${String(name)}"`)
  return section.run({ quick: quick === 'quick', progress })
})
