/** The texts of emails/: digest.mjml, and the files of emails/partials/ by their names, with or without `.mjml`. */
export type Templates = { digest: string; partials: Record<string, string> }
