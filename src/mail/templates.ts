/** Mail that goes out at once, to one person. */
export type LetterKind = 'confirmation' | 'welcome' | 'address'

/** The templates of whole messages, by the names of their files in emails/. */
export type TemplateName = 'digest' | 'confirm' | 'welcome' | 'address'

/** The texts of emails/, and the files of emails/partials/ by their names, with or without `.mjml`. */
export type Templates = Record<TemplateName, string> & { partials: Record<string, string> }

/** The template of one message, with the parts that it may include. */
export type Template = { name: TemplateName; text: string; partials: Templates['partials'] }

export function templateOf(templates: Templates, name: TemplateName): Template {
  return { name, text: templates[name], partials: templates.partials }
}
